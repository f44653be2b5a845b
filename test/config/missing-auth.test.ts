import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../src/config/load-settings.js';
import { SCOPES } from '../../src/domain/caller.js';
import { loadFile, problemsOf, WITH_KEY } from './settings-problems.js';

const ACME = 'workspaces: [{ id: acme, voicenter: { code: abc } }]';
const AUTH = `auth: { apiKeys: [{ name: a, sha256: ${'ab'.repeat(32)}, workspaces: [acme], scopes: [calls:read] }] }`;
const CONSEQUENCE = 'without it, anyone can read and write everything';

// Red without missingAuthProblems.
describe('if authentication is disabled', () => {
  test.each(['127.0.0.1', '127.1.2.3', 'localhost', 'LOCALHOST', '::1'])(
    'the loopback host %s is allowed',
    (HOST) => {
      expect(loadSettings({ HOST }).auth).toBeNull();
      expect(loadFile(ACME, { HOST }).auth).toBeNull();
    },
  );

  test.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '128.0.0.1',
    'switchboard',
    'localhost.example.com',
    '127.0.0.1.example.com',
    '::ffff:10.0.0.1',
  ])('the host %s is rejected, for a provider as well as for the sandbox', (HOST) => {
    const refusal = `because the host is not a loopback address; ${CONSEQUENCE}`;
    const expected = { AUTH_API_KEY_SHA256: `the SHA-256 of an API key, ${refusal}` };
    expect(problemsOf(() => loadSettings({ HOST }))).toEqual(expected);
    expect(problemsOf(() => loadSettings({ HOST, VOICENTER_CODE: 'abc' }))).toEqual(expected);
    expect(problemsOf(() => loadFile(ACME, { HOST }))).toEqual({ auth: `apiKeys or jwt, ${refusal}` });
    const file = `server: { host: "${HOST}" }\n${ACME}`;
    expect(problemsOf(() => loadFile(file))).toEqual({ auth: `apiKeys or jwt, ${refusal}` });
  });

  test('production is rejected even on loopback', () => {
    const refusal = `because NODE_ENV is production; ${CONSEQUENCE}`;
    expect(problemsOf(() => loadSettings({ NODE_ENV: 'production', SANDBOX: 'true' }))).toEqual({
      AUTH_API_KEY_SHA256: `the SHA-256 of an API key, ${refusal}`,
    });
    expect(problemsOf(() => loadFile(ACME, { NODE_ENV: 'production' }))).toEqual({
      auth: `apiKeys or jwt, ${refusal}`,
    });
    expect(loadSettings({ NODE_ENV: 'development' }).auth).toBeNull();
  });

  test('the missing key is reported together with other problems', () => {
    expect(Object.keys(problemsOf(() => loadSettings({ HOST: '0.0.0.0', PORT: 'abc' })))).toEqual([
      'PORT',
      'AUTH_API_KEY_SHA256',
    ]);
    const file = `server: { host: 0.0.0.0, port: abc }\n${ACME}`;
    expect(Object.keys(problemsOf(() => loadFile(file)))).toEqual(['server.port', 'auth']);
    expect(Object.keys(problemsOf(() => loadFile(ACME, { HOST: '::', PORT: 'x' })))).toEqual([
      'PORT',
      'auth',
    ]);
    const wrong = { HOST: 'not a host', AUTH_API_KEY_SHA256: 'abc' };
    expect(Object.keys(problemsOf(() => loadSettings(wrong)))).toEqual(['HOST', 'AUTH_API_KEY_SHA256']);
  });

  test('a key in the environment doesn’t count for a settings file', () => {
    expect(Object.keys(problemsOf(() => loadFile(ACME, { HOST: '0.0.0.0', ...WITH_KEY })))).toEqual(['auth']);
  });
});

describe('with authentication settings', () => {
  test.each([{ HOST: '0.0.0.0' }, { NODE_ENV: 'production' }, { HOST: '::', NODE_ENV: 'production' }])(
    '%j is allowed',
    (variables) => {
      expect(loadSettings({ ...variables, ...WITH_KEY, SANDBOX: 'true' }).auth?.apiKeys).toHaveLength(1);
      expect(loadFile(`${ACME}\n${AUTH}`, variables).auth?.apiKeys).toHaveLength(1);
    },
  );

  test.each([
    ['of the providers', { VOICENTER_CODE: 'abc' }, 'default'],
    ['of the sandbox', {}, 'sandbox'],
  ])('the key from the environment has all scopes in the workspace %s', (_, variables, workspace) => {
    const { auth } = loadSettings({ ...variables, ...WITH_KEY, AUTH_REQUESTS_PER_MINUTE: '100' });
    expect(auth).toEqual({
      apiKeys: [
        {
          name: 'default',
          sha256: WITH_KEY.AUTH_API_KEY_SHA256,
          workspaces: [workspace],
          scopes: SCOPES,
          maskPersonalData: false,
        },
      ],
      jwt: null,
      requestsPerMinute: 100,
    });
  });

  test('a rate limit without a key is rejected, because it would protect nothing', () => {
    expect(Object.keys(problemsOf(() => loadSettings({ AUTH_REQUESTS_PER_MINUTE: '100' })))).toEqual([
      'AUTH_API_KEY_SHA256',
    ]);
  });
});
