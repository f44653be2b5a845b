import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startSwitchboard } from '../support/a-switchboard.js';

test('the command serves the front end and passes its questions on to the Switchboard that it is given', async () => {
  await using board = await startSwitchboard();
  const child = spawn(process.execPath, ['examples/front-end/start.ts', board.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const [, url] = /^Call explorer: (http:.*)$/.exec(line) ?? [];
    const page = await fetch(`${url}settings`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<div id="app"></div>');
    const answer = await fetch(`${url}graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ client { name } }' }),
    });
    expect(await answer.json()).toEqual({ data: { client: { name: 'acme' } } });
  } finally {
    child.kill();
    await exited;
  }
}, 60_000);
