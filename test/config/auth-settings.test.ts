import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { loadFile, problemsOf } from './settings-problems.js';

const HASH = 'AB'.repeat(32);
const WORKSPACES = `
workspaces:
  - id: acme
    ccrm: { name: acme, token: t }
  - id: beta
    ccrm: { name: beta, token: t }
`;
const JWT =
  '{ jwksUrl: "https://login.example/keys", issuer: "https://login.example/", audience: "switchboard" }';

function withKeys(...keys: readonly string[]): string {
  return `${WORKSPACES}auth: { apiKeys: [${keys.join(', ')}] }`;
}

describe('API keys', () => {
  test('have a name, a hash, workspaces and scopes', () => {
    const key = `{ name: reporting, sha256: ${HASH}, workspaces: [acme], scopes: [calls:read, notes:read] }`;
    expect(loadFile(withKeys(key)).auth).toEqual({
      apiKeys: [
        {
          name: 'reporting',
          sha256: 'ab'.repeat(32),
          workspaces: ['acme'],
          scopes: ['calls:read', 'notes:read'],
          maskPersonalData: false,
        },
      ],
      jwt: null,
      requestsPerMinute: 6000,
    });
  });

  test('aren’t required if the file has no auth section', () => {
    expect(loadFile(WORKSPACES).auth).toBeNull();
  });

  test.each([
    ['a key instead of its hash', { sha256: 'secret-key' }, 'sha256'],
    ['the hash of an empty key', { sha256: createHash('sha256').digest('hex').toUpperCase() }, 'sha256'],
    ['an unknown workspace', { workspaces: '[gamma]' }, 'workspaces'],
    ['no workspace', { workspaces: '[]' }, 'workspaces'],
    ['an unknown scope', { scopes: '[calls:write]' }, 'scopes'],
    ['a duplicate scope', { scopes: '[calls:read, calls:read]' }, 'scopes'],
    ['scopes as a string', { scopes: 'calls:read' }, 'scopes'],
    ['no name', { name: '""' }, 'name'],
    ['masking that isn’t a boolean', { maskPersonalData: 'phones' }, 'maskPersonalData'],
  ])('with %s are rejected without printing the value', (_, change, setting) => {
    const key = { name: 'reporting', sha256: HASH, workspaces: '[acme]', scopes: '[calls:read]', ...change };
    const yaml = Object.entries(key).map(([name, value]) => `${name}: ${value}`);
    const problems = problemsOf(() => loadFile(withKeys(`{ ${yaml.join(', ')} }`)));
    expect(Object.keys(problems)).toEqual([`auth.apiKeys[0].${setting}`]);
    expect(JSON.stringify(problems)).not.toMatch(/secret-key|gamma/);
  });

  test('are required in an auth section without jwt, because the section would protect nothing', () => {
    expect(problemsOf(() => loadFile(`${WORKSPACES}auth: {}`))).toEqual({
      'auth.apiKeys': 'a list of at least one key, unless jwt is set',
    });
  });

  test('with the same name or hash are rejected, because they would share a limit or one would be ignored', () => {
    const keys = ['AB', 'CD', 'AB'].map((byte, index) => {
      return `{ name: key${index % 2}, sha256: ${byte.repeat(32)}, workspaces: [acme], scopes: [calls:read] }`;
    });
    expect(problemsOf(() => loadFile(withKeys(...keys)))).toEqual({
      'auth.apiKeys[2].name': 'a name that no other key has',
      'auth.apiKeys[2].sha256': 'a sha256 that no other key has',
    });
  });

  // Red if the ids are compared as written: the error prints one that may be a misplaced secret.
  test('are compared with the workspaces only if every id is valid', () => {
    const key = `{ name: reporting, sha256: ${HASH}, workspaces: [gamma], scopes: [calls:read] }`;
    const expected = 'a list of workspaces, each one of acme, beta';
    expect(problemsOf(() => loadFile(withKeys(key)))).toEqual({ 'auth.apiKeys[0].workspaces': expected });
    const load = () => loadFile(withKeys(key).replace('id: acme', 'id: "open sesame"'));
    expect(Object.keys(problemsOf(load))).toEqual(['workspaces[0].id']);
    expect(load).not.toThrow(/sesame/);
  });

  test('have a configurable limit of requests per minute', () => {
    const yaml = `${WORKSPACES}auth: { jwt: ${JWT}, requestsPerMinute: 60 }`;
    expect(loadFile(yaml).auth?.requestsPerMinute).toBe(60);
    expect(problemsOf(() => loadFile(yaml.replace('60', '0')))).toEqual({
      'auth.requestsPerMinute': 'requests, a whole number from 1 to 1000000000',
    });
  });
});

describe('JWT settings', () => {
  test('consist of a JWKS address, an issuer and an audience, and make API keys optional', () => {
    expect(loadFile(`${WORKSPACES}auth: { jwt: ${JWT} }`).auth).toEqual({
      apiKeys: [],
      jwt: {
        jwksUrl: new URL('https://login.example/keys'),
        issuer: 'https://login.example/',
        audience: 'switchboard',
        maskPersonalData: false,
      },
      requestsPerMinute: 6000,
    });
  });

  test.each([
    ['a JWKS address without TLS', 'jwksUrl: "http://login.example/keys"', 'jwksUrl'],
    ['no JWKS address', 'jwksUrl: ""', 'jwksUrl'],
    ['no issuer', 'issuer: ""', 'issuer'],
    ['no audience', 'audience: ""', 'audience'],
    ['several audiences', 'audience: [a, b]', 'audience'],
  ])('are rejected with %s', (_, change, setting) => {
    const [name = ''] = change.split(':');
    const jwt = JWT.replace(new RegExp(`${name}: "[^"]*"`), change);
    expect(Object.keys(problemsOf(() => loadFile(`${WORKSPACES}auth: { jwt: ${jwt} }`)))).toEqual([
      `auth.jwt.${setting}`,
    ]);
  });

  test('may have a loopback JWKS address without TLS', () => {
    const jwt = JWT.replace('https://login.example/keys', 'http://127.0.0.1:8080/keys');
    expect(loadFile(`${WORKSPACES}auth: { jwt: ${jwt} }`).auth?.jwt?.jwksUrl.protocol).toBe('http:');
  });
});
