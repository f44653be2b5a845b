import { describe, expect, test } from '@jest/globals';
import { parseAddress } from '../../src/config/address.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { problemsOf } from './settings-problems.js';

describe('a provider’s address', () => {
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
  ])('%s is %s', (text, address) => {
    expect(parseAddress(text)?.href).toBe(address);
  });

  test.each([
    ['plain http', 'http://pbx.example.com/'],
    ['a host that only begins as loopback', 'http://localhost.example.com/'],
    ['a host that only ends as loopback', 'http://example.localhost/'],
    ['loopback with a dot behind it', 'http://localhost./'],
    ['loopback as an IPv4 address in IPv6', 'http://[::ffff:127.0.0.1]/'],
    ['every address', 'http://0.0.0.0/'],
    ['every IPv6 address', 'http://[::]/'],
    ['a private address in decimal', 'http://167772161/'],
    ['the metadata of clouds', 'http://169.254.169.254/'],
    ['a user', 'https://user@pbx.example.com/'],
    ['a user and password', 'https://user:password@pbx.example.com/'],
    ['loopback as a user', 'http://127.0.0.1@pbx.example.com/'],
    ['a user in the path', 'https://pbx.example.com/@me'],
    ['a query', 'https://pbx.example.com/?a=b'],
    ['a fragment', 'https://pbx.example.com/#a'],
    ['a line break', 'https://pbx.example.com/\r\nHost: a'],
    ['a tab in the host', 'https://pbx.exa\tmple.com/'],
    ['a null byte', 'https://pbx.example.com/\0'],
    ['another scheme', 'file:///etc/hosts'],
    ['a scheme in a scheme', 'javascript:https://pbx.example.com'],
    ['no scheme', 'pbx.example.com'],
    ['a port that is none', 'https://pbx.example.com:99999/'],
    ['nothing', ''],
  ])('is refused with %s', (_, text) => {
    expect(parseAddress(text)).toBeNull();
  });
});

describe('what is made part of an address is refused at the start, by its name:', () => {
  const HOSTILE = ['../a', 'a/b', 'a%2fb', 'a?b', 'a#b', 'a@b', 'a\r\nb', 'a\0b', 'ä', 'a.b', 'a'.repeat(64)];

  test.each(HOSTILE)('the name of a CRM %j', (name) => {
    const load = () => loadSettings({ CCRM_NAME: name, CCRM_TOKEN: 'token' });
    expect(Object.keys(problemsOf(load))).toEqual(['CCRM_NAME']);
  });

  test.each([...HOSTILE, '@you', '1.5', '-1', '１２', '123456789012345678901'])(
    'the client %j',
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
