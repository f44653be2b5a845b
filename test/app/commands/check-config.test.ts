import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { buildProgram, type Program } from '../../support/a-process.js';

const IGNORED = 'Ignored because the settings file doesn’t read them: CCRM_TOKEN_FILE, REDIS_URL.\n';
/** Variables beside a settings file; only the first may be read by it. */
const BESIDE_FILE = { ACME_CODE: 'sesame', REDIS_URL: 'redis://sesame', CCRM_TOKEN_FILE: '/sesame' };

let program: Program;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchboard-check-'));
  program = await buildProgram();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  program.kill();
});

/** Writes a settings file with this text and returns its path. */
function settingsFile(text: string): string {
  const path = join(folder, 'settings.yaml');
  writeFileSync(path, text);
  return path;
}

/** Runs a command and returns its exit code, standard output and standard error. */
const run = (command: string, env: Readonly<Record<string, string>>) =>
  new Promise<readonly [code: unknown, output: string, complaint: string]>((ended) => {
    execFile(process.execPath, [program.main, command], { env }, (error, output, complaint) =>
      ended([error === null ? 0 : error.code, output, complaint]),
    );
  });

test('check-config exits with 0 for valid settings and prints their workspaces', async () => {
  const complete = { VOICENTER_CODE: 'c', CCRM_NAME: 'acme', CCRM_TOKEN: 't' };
  expect(await run('check-config', complete)).toEqual([
    0,
    'The settings are valid. Workspaces: default (voicenter, ccrm).\n',
    '',
  ]);
  expect(await run('check-config', {})).toEqual([
    0,
    'The settings are valid. No provider is configured; serving the sandbox. Workspaces: sandbox.\n',
    '',
  ]);
});

test('check-config exits with 1 and prints every problem with its line, without values', async () => {
  const SWITCHBOARD_CONFIG = settingsFile(
    'workspaces:\n  - id: acme\n    voicenter: { code: 123456 }\n    ccrm: { name: acme }\nlimit: {}\n',
  );
  const [code, output, complaint] = await run('check-config', { SWITCHBOARD_CONFIG, PORT: 'sesame' });
  expect([code, output]).toEqual([1, '']);
  expect(complaint.split('\n').map((line) => line.replace(/: .*/, ''))).toEqual([
    'Invalid settings:',
    '  PORT',
    '  workspaces[0].voicenter.code (line 3)',
    '  workspaces[0].ccrm.token (line 4)',
    '  limit (line 5)',
    '',
  ]);
  expect(complaint).not.toMatch(/sesame|123456/);
});

test('check-config and doctor list variables that are ignored because of a settings file', async () => {
  const SWITCHBOARD_CONFIG = settingsFile('workspaces: [{ id: acme, voicenter: { code: "${ACME_CODE}" } }]');
  const environment = { ...BESIDE_FILE, SWITCHBOARD_CONFIG };
  const valid = 'The settings are valid. Workspaces: acme (voicenter).\n';
  expect(await run('check-config', environment)).toEqual([0, `${valid}${IGNORED}`, '']);
  const SANDBOX = settingsFile('sandbox: {}');
  expect(await run('doctor', { ...BESIDE_FILE, SWITCHBOARD_CONFIG: SANDBOX })).toEqual([
    2,
    '',
    expect.stringContaining(`${IGNORED}No provider is configured`),
  ]);
});

test('at startup, the server logs variables that are ignored because of a settings file', async () => {
  const SWITCHBOARD_CONFIG = settingsFile('server: { port: 0, sandbox: true }');
  const server = await program.startWith({ ...BESIDE_FILE, SWITCHBOARD_CONFIG });
  await eventually(() => server.printed().includes('ignored'));
  const line = server
    .printed()
    .split('\n')
    .find((text) => text.includes('ignored'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ variables: ['CCRM_TOKEN_FILE', 'REDIS_URL'] });
  expect(server.printed()).not.toContain('sesame');
  server.signal('SIGTERM');
  expect(await server.exit).toBe(0);
});

test('check-config and the server’s log warn of a collector address that turns tracing off', async () => {
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'sesame:4317', PORT: '0' };
  const warning =
    'tracing is off: OTEL_EXPORTER_OTLP_ENDPOINT isn’t an http: or https: address such as http://collector:4318';
  const [code, output] = await run('check-config', environment);
  expect([code, output]).toEqual([0, expect.stringContaining(`\nWarning: ${warning}.\n`)]);
  const server = await program.startWith(environment);
  await eventually(() => server.printed().includes(`"msg":"${warning}"`));
  server.signal('SIGTERM');
  expect(await server.exit).toBe(0);
});
