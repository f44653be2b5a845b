import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startSwitchboard } from '../support/a-switchboard.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { aCall } from '../support/builders.js';
import { warsawTime } from '../subscriptions/a-call-history.js';
import { startChromium } from './chromium.js';

interface Command extends AsyncDisposable {
  /** With a trailing slash. */
  readonly url: string;
}

/** Runs `npm run example:front-end` without the build: Vite's development server, whose proxy rewrites `Host`. */
async function startCommand(...given: readonly string[]): Promise<Command> {
  const child = spawn(process.execPath, ['examples/front-end/start.ts', ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const [, url = ''] = /^Call explorer: (http:.*)$/.exec(line) ?? [];
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill();
      await exited;
    },
  };
}

test('the command serves the front end and proxies its queries to the given Switchboard', async () => {
  await using board = await startSwitchboard();
  await using command = await startCommand(board.url);
  const page = await fetch(`${command.url}settings`, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('<div id="app"></div>');
  expect(await clientThrough(command)).toEqual({ data: { client: { name: 'acme' } } });
});

test('the command sends the given key to the given Switchboard', async () => {
  await using board = await startSwitchboard({
    auth: anAuth([anApiKey('front-end', { workspaces: ['sandbox'] })]),
  });
  await using command = await startCommand(board.url, 'front-end');
  expect(await clientThrough(command)).toEqual({ data: { client: { name: 'acme' } } });
});

async function clientThrough({ url }: Command): Promise<unknown> {
  const answer = await fetch(`${url}graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ client { name } }' }),
  });
  return answer.json();
}

// Red if the server checks only Host: Vite rewrites it, so every stream would be rejected.
test('new calls reach the browser through the command’s proxy', async () => {
  await using board = await startSwitchboard({ sandbox: { data: { calls: [] } } });
  await using command = await startCommand(board.url);
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
    await page.goto(command.url);
    await page.getByText('Live', { exact: true }).waitFor();
    board.sandbox.data.calls = [aCall({ callDate: warsawTime(Date.now()) })];
    await page.getByText('Live: 1 new call').waitFor();
    await page.getByText('1 call', { exact: true }).waitFor();
  } finally {
    await browser.close();
  }
});
