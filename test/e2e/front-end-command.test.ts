import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startSwitchboard } from '../support/a-switchboard.js';
import { aCall } from '../support/builders.js';
import { warsawTime } from '../subscriptions/a-call-history.js';
import { startChromium } from './chromium.js';

interface Command extends AsyncDisposable {
  /** With a trailing slash. */
  readonly url: string;
}

/** Runs `npm run example:front-end` without the build: Vite's development server, whose proxy rewrites `Host`. */
async function startCommand(target: string): Promise<Command> {
  const child = spawn(process.execPath, ['examples/front-end/start.ts', target], {
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
  const answer = await fetch(`${command.url}graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ client { name } }' }),
  });
  expect(await answer.json()).toEqual({ data: { client: { name: 'acme' } } });
});

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
