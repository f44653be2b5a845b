import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { startSwitchboard } from '../support/a-switchboard.js';

/** Runs a test while a loopback port is in use, by this process or another one. */
async function whileTaken(port: number, body: () => Promise<void>): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening').catch(() => undefined);
  try {
    await body();
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Runs a program to its end with an empty environment. */
async function run(...args: readonly string[]): Promise<{ readonly code: unknown; readonly stderr: string }> {
  const child = spawn(process.execPath, args, { env: {}, stdio: ['ignore', 'ignore', 'pipe'] });
  const patience = setTimeout(() => child.kill(), 60_000);
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  clearTimeout(patience);
  return { code, stderr };
}

// Red if `localhost:4000` counts as an address: the example would start, and reach nothing.
test.each([
  ['examples/front-end/start.ts', 'localhost:4000'],
  ['examples/company-graph/main.ts', 'localhost:4000/graphql'],
  ['examples/company-graph/main.ts', 'http://'],
])('%s given %s says that it expects an address', async (program, given) => {
  expect(await run(program, given)).toEqual({
    code: 2,
    stderr: 'Expected the address of a running Switchboard, such as http://127.0.0.1:4000/graphql\n',
  });
});

// Red if errors that Apollo's standalone server throws aren't handled: they print a stack of eight lines.
test('the company graph reports in one line that a port is in use', async () => {
  await using board = await startSwitchboard();
  await whileTaken(4012, async () => {
    expect(await run('examples/company-graph/main.ts', `${board.url}/graphql`)).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^listen EADDRINUSE: address already in use 127\.0\.0\.1:401\d\n$/),
    });
  });
});

test('the fourth provider reports in a line what is wrong with its port, which no other example uses', async () => {
  const bundle = 'dist/examples/fourth-provider-of-test.mjs';
  const options = ['--bundle', '--platform=node', '--format=esm', '--packages=external'];
  const entry = 'examples/fourth-provider/main.ts';
  await promisify(execFile)('node_modules/.bin/esbuild', [entry, ...options, `--outfile=${bundle}`]);
  try {
    await whileTaken(4040, async () => {
      expect(await run(bundle)).toEqual({
        code: 1,
        stderr: 'listen EADDRINUSE: address already in use 127.0.0.1:4040\n',
      });
    });
    expect(await run(bundle, 'port')).toEqual({
      code: 1,
      stderr: 'Invalid settings:\n  PORT: expected a port, a whole number from 0 to 65535\n',
    });
  } finally {
    await rm(bundle);
  }
});

// Red if Apollo Server adds its stack, as it does unless NODE_ENV is production or test.
test('errors of the example’s services contain no stack and no local path', async () => {
  const program = `
    import { buildSchema } from 'graphql';
    import { serveSchema } from './examples/company-graph/service.ts';
    const { url } = await serveSchema(buildSchema('type Query { name: String }'), 0);
    console.log(url);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [url] = await once(createInterface({ input: child.stdout }), 'line');
    const response = await fetch(String(url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ nothing }' }),
    });
    const answer = await response.text();
    expect(answer).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(answer).not.toContain('stacktrace');
  } finally {
    child.kill();
    await once(child, 'exit');
  }
});
