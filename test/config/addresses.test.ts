import { describe, expect, test } from '@jest/globals';
import { parseAddress } from '../../src/config/address.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { problemsOf } from './settings-problems.js';

describe('parseAddress', () => {
  test.each([
    ['https://pbx.example.com/api', 'https://pbx.example.com/api'],
    ['HTTPS://PBX.example.com/api//', 'https://pbx.example.com/api'],
    ['http://localhost:8080/a', 'http://localhost:8080/a'],
    ['http://[::1]/a', 'http://[::1]/a'],
    ['http://[0:0:0:0:0:0:0:1]/a', 'http://[::1]/a'],
    ['http://127.1/a', 'http://127.0.0.1/a'],
    ['http://2130706433/a', 'http://127.0.0.1/a'],
    ['http://0x7f.0.0.1/a', 'http://127.0.0.1/a'],
    ['https://пример.example/a', 'https://xn--e1afmkfd.example/a'],
    ['https://pbx.example.com/a/../b', 'https://pbx.example.com/b'],
  ])('normalizes %s to %s', (text, address) => {
    expect(parseAddress(text)?.href).toBe(address);
  });

  test.each([
    ['plain http', 'http://pbx.example.com/'],
    ['a host that only starts like loopback', 'http://localhost.example.com/'],
    ['a host that only ends like loopback', 'http://example.localhost/'],
    ['loopback with a trailing dot', 'http://localhost./'],
    ['loopback as an IPv4-mapped IPv6 address', 'http://[::ffff:127.0.0.1]/'],
    ['the IPv4 wildcard address', 'http://0.0.0.0/'],
    ['the IPv6 wildcard address', 'http://[::]/'],
    ['a private address in decimal', 'http://167772161/'],
    ['a cloud metadata address', 'http://169.254.169.254/'],
    ['a user name', 'https://user@pbx.example.com/'],
    ['a user name and password', 'https://user:password@pbx.example.com/'],
    ['loopback as the user name', 'http://127.0.0.1@pbx.example.com/'],
    ['an @ in the path', 'https://pbx.example.com/@me'],
    ['a query', 'https://pbx.example.com/?a=b'],
    ['a fragment', 'https://pbx.example.com/#a'],
    ['a line break', 'https://pbx.example.com/\r\nHost: a'],
    ['a tab in the host', 'https://pbx.exa\tmple.com/'],
    ['a null byte', 'https://pbx.example.com/\0'],
    ['another scheme', 'file:///etc/hosts'],
    ['a scheme in a scheme', 'javascript:https://pbx.example.com'],
    ['no scheme', 'pbx.example.com'],
    ['an invalid port', 'https://pbx.example.com:99999/'],
    ['an empty address', ''],
  ])('rejects %s', (_, text) => {
    expect(parseAddress(text)).toBeNull();
  });
});

describe('loadSettings rejects unsafe parts of an address and names the variable', () => {
  const HOSTILE = ['../a', 'a/b', 'a%2fb', 'a?b', 'a#b', 'a@b', 'a\r\nb', 'a\0b', 'ä', 'a.b', 'a'.repeat(64)];

  test.each(HOSTILE)('the CRM name %j', (name) => {
    const load = () => loadSettings({ CCRM_NAME: name, CCRM_TOKEN: 'token' });
    expect(Object.keys(problemsOf(load))).toEqual(['CCRM_NAME']);
  });

  test.each([...HOSTILE, '@you', '1.5', '-1', '１２', '123456789012345678901'])(
    'the client id %j',
    (clientId) => {
      const ringme = { RINGME_URL: 'https://pbx.example.com/api', RINGME_TOKEN: 'token' };
      const load = () => loadSettings({ ...ringme, RINGME_CLIENT_ID: clientId });
      expect(Object.keys(problemsOf(load))).toEqual(['RINGME_CLIENT_ID']);
    },
  );

  test.each(['to\r\nken', 'to ken', 'tökén', 'to\0ken'])('the token %j', (token) => {
    const load = () => loadSettings({ CCRM_NAME: 'acme', CCRM_TOKEN: token });
    expect(Object.keys(problemsOf(load))).toEqual(['CCRM_TOKEN']);
  });
});
