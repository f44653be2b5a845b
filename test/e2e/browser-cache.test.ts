import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { CALLS, CLIENT, TTL, UPDATE } from '../operations/response-cache/a-remembering-switchboard.js';
import { aCompany, DAY } from '../support/a-company.js';
import { eventually } from '../support/eventually.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { startChromium } from './chromium.js';

let board: Switchboard;
let browser: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await startChromium();
  board = await startSwitchboard({ sandbox: { data: aCompany([]) }, ttl: TTL });
  page = await browser.newPage();
  await page.goto(`${board.url}/health/live`);
});

afterAll(async () => {
  await browser.close();
  await board.close();
});

// Red if the browser may cache the response for as long as the client is fresh.
test('a page that queries by GET sees a changed client right after a mutation', async () => {
  const timezone = () => asked({ query: CLIENT });
  expect(await timezone()).toContain('"timezone":"Europe/Moscow"');
  expect((await board.query(UPDATE)).errors).toBeUndefined();
  expect(await timezone()).toContain('"timezone":"Asia/Tokyo"');
});

// Red if the browser may not cache the response.
test('a repeated GET query for data that no mutation changes is served from the browser’s cache', async () => {
  const calls = () => asked({ query: CALLS, variables: JSON.stringify(DAY) });
  const first = await calls();
  const before = requests();
  expect(await calls()).toBe(first);
  await board.query('{ __typename }');
  await eventually(() => requests() > before);
  expect(requests()).toBe(before + 1);
});

function asked(parameters: Readonly<Record<string, string>>): Promise<string> {
  return page.evaluate(
    (address) => fetch(address).then((response) => response.text()),
    `/graphql?${new URLSearchParams(parameters).toString()}`,
  );
}

function requests(): number {
  return board.log.filter(({ msg }) => msg === 'request').length;
}
