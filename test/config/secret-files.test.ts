import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../src/config/load-settings.js';
import { problemsOf, WITH_KEY } from './settings-problems.js';

const CODE = 'the account’s code: text without line breaks, control characters or surrounding spaces';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchboard-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('a variable ending in _FILE', () => {
  test('reads each secret from a file, without its trailing newline', () => {
    const settings = loadSettings({
      VOICENTER_CODE_FILE: file('code', 'file code\n'),
      RINGME_URL: 'https://pbx.example/api',
      RINGME_APP_ID_FILE: file('id', 'app\n'),
      RINGME_APP_SECRET_FILE: file('secret', 'app-secret\r\n'),
      CCRM_NAME: 'acme',
      CCRM_TOKEN_FILE: file('token', 'ccrm-token'),
      AUTH_API_KEY_SHA256_FILE: file('sha256', `${WITH_KEY.AUTH_API_KEY_SHA256}\n`),
      REDIS_URL_FILE: file('redis', 'rediss://:password@redis.example:6379\n'),
    });
    expect(settings.workspaces).toMatchObject([
      {
        voicenter: { code: 'file code' },
        ringme: { auth: { id: 'app', secret: 'app-secret' } },
        ccrm: { token: 'ccrm-token' },
      },
    ]);
    expect(settings.auth?.apiKeys).toMatchObject([{ sha256: WITH_KEY.AUTH_API_KEY_SHA256 }]);
    expect(settings.cache.redisUrl?.password).toBe('password');
    const token = { RINGME_URL: 'https://pbx.example', RINGME_TOKEN_FILE: file('ringme', 'fixed\n') };
    expect(loadSettings(token).workspaces[0]?.ringme?.auth).toEqual({ kind: 'token', token: 'fixed' });
  });

  test('is rejected together with the variable itself', () => {
    const environment = { VOICENTER_CODE: 'abc', VOICENTER_CODE_FILE: file('both', 'abc') };
    expect(problemsOf(() => loadSettings(environment))).toEqual({
      VOICENTER_CODE_FILE: 'either VOICENTER_CODE or VOICENTER_CODE_FILE, not both',
    });
  });

  test('is the only reported problem if its file can’t be read, even in production', () => {
    const production = { NODE_ENV: 'production', ...WITH_KEY };
    const missing = { ...production, VOICENTER_CODE_FILE: join(folder, 'sesame') };
    expect(problemsOf(() => loadSettings(missing))).toEqual({
      VOICENTER_CODE_FILE: 'a readable file (ENOENT)',
    });
    const empty = { ...production, CCRM_NAME: 'acme', CCRM_TOKEN_FILE: file('empty', '\n') };
    expect(problemsOf(() => loadSettings(empty))).toEqual({ CCRM_TOKEN_FILE: 'a file that isn’t empty' });
    expect(problemsOf(() => loadSettings({ RINGME_TOKEN_FILE: folder }))).toEqual({
      RINGME_TOKEN_FILE: 'a readable file (EISDIR)',
    });
    expect(() => loadSettings(missing)).not.toThrow(/sesame/);
  });

  test('is named if the file’s content is invalid, and the content isn’t printed', () => {
    const load = () => loadSettings({ VOICENTER_CODE_FILE: file('lines', 'sesame\nsesame\n') });
    expect(problemsOf(load)).toEqual({ VOICENTER_CODE_FILE: CODE });
    expect(load).not.toThrow(/sesame/);
  });

  // Red if the quotes that `kubectl create secret --from-env-file` writes become part of the secret.
  test('is rejected if the whole text of its file is quoted', () => {
    const expected = 'a file whose text has no surrounding quotes';
    const load = () => loadSettings({ CCRM_NAME: 'acme', CCRM_TOKEN_FILE: file('quoted', '"sesame"\n') });
    expect(problemsOf(load)).toEqual({ CCRM_TOKEN_FILE: expected });
    expect(load).not.toThrow(/sesame/);
    const HTTPS_PROXY_FILE = file('proxy', "'http://proxy.example:3128'");
    expect(problemsOf(() => loadSettings({ HTTPS_PROXY_FILE }))).toEqual({ HTTPS_PROXY_FILE: expected });
  });

  test('is unknown for a variable that isn’t a secret', () => {
    expect(problemsOf(() => loadSettings({ CCRM_NAME_FILE: '/run/secrets/name' }))).toEqual({
      CCRM_NAME_FILE: 'unknown setting (did you mean `CCRM_NAME`?)',
    });
  });
});

describe('a settings file', () => {
  const withCode = (code: string) =>
    file('settings.yaml', `workspaces: [{ id: acme, voicenter: { code: ${JSON.stringify(code)} } }]`);
  const codeOf = (environment: Readonly<Record<string, string>>) =>
    loadSettings(environment).workspaces[0]?.voicenter?.code;

  test('reads a file for ${file:PATH}, alone or within a string', () => {
    const path = file('part', 'sec${X}ret\n');
    expect(codeOf({ SWITCHBOARD_CONFIG: withCode(`\${file:${path}}`) })).toBe('sec${X}ret');
    expect(codeOf({ SWITCHBOARD_CONFIG: withCode(`a-\${file:${path}}-\${B}`), B: 'b' })).toBe(
      'a-sec${X}ret-b',
    );
  });

  test('reads the file that NAME_FILE names for ${NAME}', () => {
    const SWITCHBOARD_CONFIG = withCode('${ACME_CODE}');
    const ACME_CODE_FILE = file('acme', 'from the file\n');
    expect(codeOf({ SWITCHBOARD_CONFIG, ACME_CODE_FILE })).toBe('from the file');
    expect(problemsOf(() => loadSettings({ SWITCHBOARD_CONFIG, ACME_CODE_FILE, ACME_CODE: 'c' }))).toEqual({
      'workspaces[0].voicenter.code': 'either ACME_CODE or ACME_CODE_FILE, not both',
    });
  });

  test('rejects a secret file whose whole text is quoted', () => {
    const SWITCHBOARD_CONFIG = withCode(`\${file:${file('quoted', '"abc"')}}`);
    expect(problemsOf(() => loadSettings({ SWITCHBOARD_CONFIG }))).toEqual({
      'workspaces[0].voicenter.code': 'a file whose text has no surrounding quotes',
    });
  });

  test('reports the setting whose file can’t be read, without the file’s path or content', () => {
    const SWITCHBOARD_CONFIG = withCode(`\${file:${join(folder, 'sesame')}}`);
    const load = () => loadSettings({ SWITCHBOARD_CONFIG });
    expect(problemsOf(load)).toEqual({ 'workspaces[0].voicenter.code': 'a readable file (ENOENT)' });
    expect(load).not.toThrow(/sesame/);
  });
});
