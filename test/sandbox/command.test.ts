import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { buildProgram, type Program } from '../support/a-process.js';

let program: Program;
let sandbox: Sandbox;

beforeAll(async () => {
  program = await buildProgram();
  sandbox = await startSandbox();
});
afterAll(async () => {
  program.kill();
  await sandbox.close();
});

/** Runs the sandbox's program with these arguments and returns its exit code and output. */
const run = (...operands: readonly string[]) =>
  new Promise<readonly [code: unknown, output: string, complaint: string]>((ended) => {
    const main = join(program.main, '../sandbox/main.js');
    execFile(process.execPath, [main, ...operands], (error, output, complaint) =>
      ended([error === null ? 0 : error.code, output, complaint]),
    );
  });

test.each(['--help', '-h'])('%s prints the usage', async (option) => {
  const usage = 'Usage: npm run sandbox -- [--host HOST] [--port PORT] [--seed NUMBER]\n';
  expect(await run(option)).toEqual([0, usage, '']);
});

// Red if Node prints its own message with a stack.
test.each([
  ['an unknown option', ['--sed', '2'], /^Unknown option '--sed'/],
  ['a positional argument', ['4100'], /^Unexpected argument '4100'/],
  ['a missing value', ['--port'], /^Option '--port <value>' argument missing\nUsage/],
  ['a port out of range', ['--port', '99999'], /^--port must be a whole number from 0 to 65535\nUsage/],
  [
    'a seed that isn’t a number',
    ['--seed', 'x'],
    /^--seed must be a whole number from 0 to 999999999\nUsage/,
  ],
])('%s is rejected with a short message', async (_, operands, start) => {
  const [code, output, complaint] = await run(...operands);
  expect([code, output]).toEqual([2, '']);
  expect(complaint).toMatch(start);
  expect(complaint).not.toMatch(/^ +at /m);
});

test('a port that is in use is reported', async () => {
  const { port } = new URL(sandbox.url);
  const complaint = `The sandbox can’t listen: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`;
  expect(await run('--port', port)).toEqual([1, '', complaint]);
});
