import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../src/config/load-settings.js';
import { proxyOf } from '../../src/upstream/http/agents.js';
import type { Environment } from '../../src/config/environment/environment.js';
import { loadFile, problemsOf } from './settings-problems.js';

const PROXY = 'http://name:pass%40word@proxy.example.com:3128';

function proxyFor(address: string, environment: Environment): string | null {
  return proxyOf(new URL(address), loadSettings(environment).upstream.proxy)?.host ?? null;
}

describe('the proxy for', () => {
  test.each<[string, Environment, string | null]>([
    ['https://a.example', { HTTPS_PROXY: PROXY }, 'proxy.example.com:3128'],
    [
      'https://a.example',
      { https_proxy: PROXY, HTTPS_PROXY: 'http://other.example' },
      'proxy.example.com:3128',
    ],
    ['https://a.example', { HTTPS_PROXY: 'proxy.example.com:3128' }, 'proxy.example.com:3128'],
    ['https://a.example', { HTTP_PROXY: PROXY }, null],
    ['http://a.example', { HTTP_PROXY: PROXY }, 'proxy.example.com:3128'],
    ['http://a.example', { HTTPS_PROXY: PROXY }, null],
    ['https://a.example', {}, null],
    ['https://127.0.0.1:1', { HTTPS_PROXY: PROXY }, null],
    ['https://127.8.0.1', { HTTPS_PROXY: PROXY }, null],
    ['https://localhost', { HTTPS_PROXY: PROXY }, null],
    ['https://[::1]:1', { HTTPS_PROXY: PROXY }, null],
  ])('%s with %j is %s', (address, environment, host) => {
    expect(proxyFor(address, environment)).toBe(host);
  });

  test.each([
    ['a.example.com', '*'],
    ['a.example.com', 'b.test, A.example.COM'],
    ['a.example.com', 'b.test example.com'],
    ['a.example.com', '.example.com'],
    ['a.example.com', '*.example.com'],
    ['a.example.com', 'example.com:443'],
    ['10.1.2.3', '10.1.2.3'],
    ['10.1.2.3', '10.0.0.0/8'],
    ['[fd00::1]', '[fd00::1]'],
    ['[fd00::1]', 'fd00::/8'],
  ])('%s is bypassed with NO_PROXY=%s', (host, bypass) => {
    const environment = { HTTPS_PROXY: PROXY };
    expect(proxyFor(`https://${host}`, { ...environment, NO_PROXY: bypass })).toBeNull();
    expect(proxyFor(`https://${host}`, { ...environment, no_proxy: bypass })).toBeNull();
  });

  test.each([
    ['a.example.com', ''],
    ['a.example.com', 'ample.com'],
    ['a.example.com', 'a.example.com.evil.test'],
    ['a.example.com', 'a.example.com:8443'],
    ['11.1.2.3', '10.0.0.0/8'],
    ['10.1.2.3', '10.0.0.0/99, x/8, /8'],
  ])('%s is used with NO_PROXY=%j', (host, bypass) => {
    expect(proxyFor(`https://${host}`, { HTTPS_PROXY: PROXY, NO_PROXY: bypass })).not.toBeNull();
  });

  test('providers and a token issuer comes from the environment, even with a settings file', () => {
    const auth = 'auth: { jwt: { jwksUrl: "https://i.example/keys", issuer: i, audience: a } }';
    const settings = loadFile(`workspaces: [{ id: acme, voicenter: { code: c } }]\n${auth}`, {
      HTTPS_PROXY: PROXY,
    });
    const proxy = { https: new URL(PROXY), http: null, bypass: [] };
    expect(settings.upstream.proxy).toEqual(proxy);
    expect(settings.auth?.jwt?.proxy).toEqual(proxy);
  });
});

test.each([
  'socks5://proxy.example',
  'http://',
  'http://a b',
  'http://proxy.example/path',
  'http://p?x',
  // Node decodes both when it connects.
  'http://name:100%@proxy.example:3128',
  'http://na%me:password@proxy.example:3128',
])('the proxy address %j is rejected and never printed', (address) => {
  const load = () => loadSettings({ HTTPS_PROXY: address });
  expect(problemsOf(load)).toEqual({
    HTTPS_PROXY:
      'an http: or https: address such as http://name:password@proxy.example.com:3128, without path',
  });
  expect(() => loadSettings({ https_proxy: 'socks5://sesame@x' })).toThrow(/https_proxy/);
  expect(() => loadSettings({ https_proxy: 'socks5://sesame@x' })).not.toThrow(/sesame/);
});
