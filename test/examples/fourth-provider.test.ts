import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { startToyApi } from '../../examples/fourth-provider/toy-api.js';
import { blocksOf } from '../docs/pages.js';

const README = 'examples/fourth-provider/README.md';
const [, question, answer] = blocksOf(README).map(({ text }) => text);

interface Example extends AsyncDisposable {
  /** The first line of its output. */
  readonly printed: string | undefined;
}

async function start(...parameters: readonly string[]): Promise<Example> {
  const child = spawn('npm', ['run', '--silent', 'example:fourth-provider', '--', ...parameters], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const { value: printed } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  return {
    printed,
    async [Symbol.asyncDispose]() {
      // npm, its shell and the example form one process group.
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
      await closed;
    },
  };
}

test('the npm script starts the example, which returns the response of its README', async () => {
  await using example = await start('0');
  const response = await fetch(example.printed ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: question }),
  });
  expect(await response.json()).toEqual(JSON.parse(answer ?? ''));
});

test('the toy API returns people only with its key', async () => {
  const api = await startToyApi();
  const ask = async (path: string, toyKey: string) =>
    (await fetch(new URL(path, api.url), { headers: { 'x-toy-key': toyKey } })).status;
  expect(await Promise.all([ask('/people', api.key), ask('/people', 'another'), ask('/', api.key)])).toEqual([
    200, 401, 404,
  ]);
  await api.close();
});
