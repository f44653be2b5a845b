import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../src/config/load-settings.js';
import { loadFile, problemsOf, WITH_KEY } from './settings-problems.js';

const ACME = 'workspaces: [{ id: acme, voicenter: { code: abc } }]';
const PRODUCTION = { NODE_ENV: 'production', ...WITH_KEY };
const SANDBOX_AUTH = `auth: { apiKeys: [{ name: a, sha256: ${'ab'.repeat(32)}, workspaces: [sandbox], scopes: [calls:read] }] }`;
const PROVIDERS = 'the variables of a provider, such as VOICENTER_CODE, RINGME_URL or CCRM_NAME';

// Red without sandboxProblems.
describe('the sandbox', () => {
  test('replaces the workspaces that a file omits in development, but not in production', () => {
    const { workspaces, auth, sandbox } = loadFile(SANDBOX_AUTH);
    expect(workspaces).toEqual([]);
    expect(auth?.apiKeys[0]?.workspaces).toEqual(['sandbox']);
    expect(sandbox).toEqual({ workspaces: ['sandbox'] });
    expect(problemsOf(() => loadFile(SANDBOX_AUTH, { NODE_ENV: 'production' }))).toEqual({
      workspaces:
        'a list of at least one workspace, or server.sandbox: true for made-up data, because NODE_ENV is production',
    });
  });

  test('has the workspaces that the file lists, and API keys may refer to them', () => {
    const file = `sandbox: { workspaces: [acme, globex] }\n${SANDBOX_AUTH}`;
    expect(loadFile(file.replace('[sandbox]', '[acme, globex]')).sandbox.workspaces).toEqual([
      'acme',
      'globex',
    ]);
    expect(problemsOf(() => loadFile(file))).toEqual({
      'auth.apiKeys[0].workspaces': 'a list of workspaces, each one of acme, globex',
    });
  });

  test.each(['[]', '[acme, acme]', '["a b"]', 'acme', '[7]', '{ acme: {} }'])(
    'rejects the workspaces %s',
    (workspaces) => {
      expect(problemsOf(() => loadFile(`sandbox: { workspaces: ${workspaces} }`))).toEqual({
        'sandbox.workspaces': 'a list of different ids, each of up to 64 letters, digits, "-" and "_"',
      });
    },
  );

  test('can’t be combined with workspaces of providers', () => {
    expect(problemsOf(() => loadFile(`sandbox: { workspaces: [globex] }\n${ACME}`))).toEqual({
      sandbox: 'no sandbox section together with workspaces',
    });
  });

  test('is served without a provider in development', () => {
    expect(loadSettings({}).workspaces).toEqual([]);
    expect(loadSettings({ NODE_ENV: 'development', SANDBOX: '1' }).workspaces).toEqual([]);
  });

  test('is served in production only with SANDBOX=true', () => {
    expect(problemsOf(() => loadSettings(PRODUCTION))).toEqual({
      SANDBOX: `true for the sandbox’s made-up data, or ${PROVIDERS}, because NODE_ENV is production`,
    });
    expect(loadSettings({ ...PRODUCTION, SANDBOX: 'true' }).workspaces).toEqual([]);
  });

  test('isn’t required by a command that serves nothing', () => {
    expect(loadSettings(PRODUCTION, { isServed: false }).workspaces).toEqual([]);
  });

  test('can be turned off in every profile', () => {
    const expected = `true for the sandbox’s made-up data, or ${PROVIDERS}, because it turns the sandbox off`;
    expect(problemsOf(() => loadSettings({ SANDBOX: 'false' }))).toEqual({ SANDBOX: expected });
    expect(problemsOf(() => loadSettings({ ...PRODUCTION, SANDBOX: '0' }))).toEqual({ SANDBOX: expected });
    expect(loadSettings({ SANDBOX: 'false', VOICENTER_CODE: 'abc' }).workspaces).toHaveLength(1);
  });

  test('is rejected if a provider is configured', () => {
    const expected = 'false when a provider is configured';
    const environment = { ...PRODUCTION, VOICENTER_CODE: 'abc', SANDBOX: 'true' };
    expect(problemsOf(() => loadSettings(environment))).toEqual({ SANDBOX: expected });
    expect(problemsOf(() => loadFile(ACME, { SANDBOX: 'true' }))).toEqual({ SANDBOX: expected });
    expect(problemsOf(() => loadFile(`server: { sandbox: true }\n${ACME}`))).toEqual({
      'server.sandbox': expected,
    });
  });

  test('replaces the workspaces of a file if it is turned on', () => {
    const file = `server: { sandbox: true }\n${SANDBOX_AUTH}`;
    expect(loadFile(file, { NODE_ENV: 'production' }).workspaces).toEqual([]);
    expect(loadFile(SANDBOX_AUTH, { NODE_ENV: 'production', SANDBOX: 'true' }).workspaces).toEqual([]);
    expect(problemsOf(() => loadFile(file, { SANDBOX: 'false' }))).toEqual({
      workspaces: 'a list of at least one workspace',
    });
  });

  test('is reported as missing together with other missing settings', () => {
    expect(Object.keys(problemsOf(() => loadSettings({ NODE_ENV: 'production' })))).toEqual([
      'AUTH_API_KEY_SHA256',
      'SANDBOX',
    ]);
    expect(problemsOf(() => loadSettings({ ...PRODUCTION, SANDBOX: 'maybe' }))).toEqual({
      SANDBOX: 'true or false',
    });
  });
});
