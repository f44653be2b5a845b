import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { WireCall } from '../../src/sandbox/wire.js';
import { buildProgram, type Program } from '../support/a-process.js';

let program: Program;
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  // A few made calls have an undocumented status; the day decides whether the doctor sees one.
  const isUndocumented = ({ status }: WireCall) => status === 'transferred';
  sandbox.data.calls = sandbox.data.calls.filter((call) => !isUndocumented(call));
  program = await buildProgram();
});

afterAll(async () => {
  program.kill();
  await sandbox.close();
});

/** The exit code, standard output and standard error of `switchboard doctor`. */
const doctor = (environment: Readonly<Record<string, string>>, ...operands: string[]) =>
  new Promise<readonly [code: unknown, output: string, complaint: string]>((ended) => {
    const done = [program.main, 'doctor', ...operands];
    execFile(process.execPath, done, { env: environment }, (error, output, complaint) =>
      ended([error === null ? 0 : error.code, output, complaint]),
    );
  });

// Responses may be slow on a busy machine.
const PATIENT = { UPSTREAM_ATTEMPT_TIMEOUT: '20', UPSTREAM_DEADLINE: '60' };

const environment = (token: string) => ({
  CCRM_URL: sandbox.ccrmUrl,
  CCRM_TOKEN: token,
  COUNTRY: 'PL',
  ...PATIENT,
});

test('the doctor prints a table for a healthy workspace and exits with 0', async () => {
  const [code, output] = await doctor(environment(sandbox.credentials.ccrmToken));
  expect(output).toMatch(/^default\n {2}ok +reachable +ccrm +Responds\.\n/);
  // The time of day decides whether a call of these days has a note that reveals the zone.
  expect(output).toMatch(/ (ok|\?) +timeZone +ccrm +[^\n]+\.\n[^]*\nNo problems\.\n$/);
  expect(code).toBe(0);
});

test('the doctor exits with 1 if it finds a problem, and prints only JSON with --json', async () => {
  const [code, output, complaint] = await doctor(environment('wrong-secret'), '--json');
  expect(JSON.parse(output)).toMatchObject({ problems: 1, workspaces: [{ id: 'default' }] });
  expect(output).not.toContain('wrong-secret');
  expect([code, complaint]).toEqual([1, '']);
});

// Red without the option.
// Red without a handler: the first process of a container ignores signals that it doesn't handle.
test('with --watch, the doctor keeps running after its report until it is interrupted', async () => {
  const env = environment(sandbox.credentials.ccrmToken);
  const watching = spawn(process.execPath, [program.main, 'doctor', '--watch', '--json'], { env });
  const [chunk]: unknown[] = await once(watching.stdout, 'data');
  expect(JSON.parse(String(chunk))).toMatchObject({ at: expect.any(String), problems: 0 });
  expect(watching.exitCode).toBeNull();
  watching.kill('SIGINT');
  expect(await once(watching, 'exit')).toEqual([130, null]);
});

test('the doctor exits with 2 for invalid or missing settings and for an unknown workspace or argument', async () => {
  const token = environment(sandbox.credentials.ccrmToken);
  const ends = await Promise.all([
    doctor({ ...token, PORT: 'x' }),
    doctor({}),
    doctor(token, '--workspace', 'elsewhere'),
    doctor(token, 'elsewhere'),
  ]);
  expect(ends.map(([code, output]) => [code, output])).toEqual(ends.map(() => [2, '']));
});

test('with --id, the doctor reports whether the id’s workspace is configured, without requests', async () => {
  const idOf = (workspace: string) =>
    Buffer.from(JSON.stringify(['Extension', workspace, 'sip1'])).toString('base64url');
  const named = { ...environment('unused'), WORKSPACE_ID: 'acme' };
  sandbox.clearRequests();
  const ends = await Promise.all([
    doctor(named, '--id', idOf('acme')),
    doctor(named, '--id', idOf('default')),
    doctor(named, '--id', idOf('default'), '--json'),
    doctor(named, '--id', 'nonsense'),
  ]);
  expect(ends.map(([code]) => code)).toEqual([0, 1, 1, 1]);
  expect(ends[0][1]).toBe('The id of an Extension in the workspace acme, which is configured.\n');
  expect(ends[1][1]).toMatch(
    / workspace default, which is not configured, so it resolves to null\. Configured: acme\./,
  );
  expect(JSON.parse(ends[2][1])).toMatchObject({
    type: 'Extension',
    workspace: 'default',
    configured: false,
  });
  expect(ends[3][1]).toBe('This is not an id of this graph.\n');
  expect(sandbox.requests).toEqual([]);
});

// Red if only configured workspaces count: the sandbox's isn't configured.
test('with --id, the doctor recognizes ids of the sandbox if no provider is configured', async () => {
  const id = Buffer.from(JSON.stringify(['Extension', 'sandbox', 'sip1'])).toString('base64url');
  const text = 'The id of an Extension in the workspace sandbox, which is configured.\n';
  expect(await doctor({}, '--id', id)).toEqual([0, text, '']);
});
