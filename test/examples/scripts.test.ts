import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { startSwitchboard } from '../support/a-switchboard.js';
import { aCall, numberedUuid } from '../support/builders.js';
import { startGrowingHistory, warsawTime, type GrowingHistory } from '../subscriptions/a-call-history.js';

let script: ChildProcess | null = null;
let growing: GrowingHistory | null = null;

beforeEach(() => {
  script = null;
  growing = null;
});

afterEach(async () => {
  script?.kill();
  await growing?.close();
});

/** Runs a script of examples/scripts against this address; `printed` grows with its output. */
function run(name: string, url: string): Run {
  const printed: string[] = [];
  let complaint = '';
  const child = spawn(process.execPath, [`examples/scripts/${name}`, url]);
  child.stdout.on('data', (text: Buffer) => printed.push(...text.toString().trim().split('\n')));
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  script = child;
  return {
    printed,
    complaint: () => complaint,
    ended: once(child, 'close').then(([code]: unknown[]) => code),
  };
}

interface Run {
  readonly printed: readonly string[];
  /** Everything written to standard error so far. */
  readonly complaint: () => string;
  /** The exit code. */
  readonly ended: Promise<unknown>;
}

test('query.mjs prints every page of the last day', async () => {
  const hour = (ago: number) => warsawTime(Date.now() - ago * 3_600_000);
  const calls = Array.from({ length: 60 }, (_, index) =>
    aCall({ uuid: numberedUuid(index), callDate: hour(1 + index / 60), duration: 5 }),
  );
  await using board = await startSwitchboard({ sandbox: { data: { calls } } });
  const { printed, ended } = run('query.mjs', `${board.url}/graphql`);
  expect(await ended).toBe(0);
  expect(printed).toHaveLength(60);
  expect(printed[0]).toMatch(/^\d{4}-\d\d-\d\dT.* INBOUND ANSWERED 5 s$/);
});

test('query.mjs fails if the calls can’t be read', async () => {
  await using board = await startSwitchboard();
  board.sandbox.behaviour.faults = [{ status: 503 }];
  expect(await run('query.mjs', `${board.url}/graphql`).ended).toBe(1);
});

test('query.mjs reports that a workspace without ccrm has no call history', async () => {
  await using board = await startSwitchboard({
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), ccrm: null }],
  });
  const { complaint, ended } = run('query.mjs', `${board.url}/graphql`);
  expect(await ended).toBe(1);
  expect(complaint()).toContain('Error: This workspace has no call history.');
});

test('subscribe.mjs prints a new call', async () => {
  growing = await startGrowingHistory();
  const { printed } = run('subscribe.mjs', `${growing.url}/graphql`);
  const { pages, appear, clock } = growing;
  await eventually(() => pages() > 0);
  appear(1);
  clock.pass(1);
  await eventually(() => printed.length > 0);
  expect(printed[0]).toMatch(/^2025-03-12T10:59:50Z \w+ 5 s$/);
});

test('subscribe.mjs reports that the server ended the stream', async () => {
  growing = await startGrowingHistory();
  const { complaint, ended } = run('subscribe.mjs', `${growing.url}/graphql`);
  const { pages } = growing;
  await eventually(() => pages() > 0);
  await growing.close();
  growing = null;
  expect(await ended).toBe(1);
  expect(complaint()).toContain('Error: The server ended the stream.');
});
