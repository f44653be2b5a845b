import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { aCall, anExtension, numberedUuid } from '../support/builders.js';
import { startFrontEnd, type FrontEnd, type OpenPage } from './a-front-end.js';
import { NOW } from './a-day-of-calls.js';

const HEBREW = 'דנה לוי';
const insideParty = (number: string) => ({
  type: 'unknown',
  number,
  numberNotFormatted: Number(number),
});

let frontEnd: FrontEnd;
let board: Switchboard;
let open: OpenPage;
let page: Page;

beforeAll(async () => {
  frontEnd = await startFrontEnd();
});

afterAll(async () => {
  await frontEnd[Symbol.asyncDispose]();
});

beforeEach(async () => {
  const extensions = [
    anExtension({ SIP: 'acmeSIP201', SpeedDial: '201', Name: HEBREW, UserName: null }),
    anExtension({ SIP: 'acmeSIP202', SpeedDial: '202', Name: 'Recepcja', UserName: null }),
  ];
  const calls = [
    aCall({
      uuid: numberedUuid(1),
      callDate: '2026-03-04 10:00:00',
      callDirection: 'internal',
      from: insideParty('201'),
      to: insideParty('202'),
      externalNumber: null,
    }),
    aCall({
      uuid: numberedUuid(2),
      callDate: '2026-03-04 11:00:00',
      userTalk: { status: 'noQueue', receivers: [{ internal: 202, uuid: numberedUuid(3) }] },
    }),
  ];
  board = await startSwitchboard({ sandbox: { now: NOW, data: { calls, extensions } } });
  frontEnd.proxy.target = board.url;
});

afterEach(async () => {
  await page.close();
  await board.close();
  expect(open.faults).toEqual([]);
});

async function visit(path: string): Promise<void> {
  open = await frontEnd.open(path, { now: NOW });
  ({ page } = open);
}

test('if the figures are unavailable, the page shows dashes, not zeros, and names the failed provider', async () => {
  board.sandbox.behaviour.faults = [{ provider: 'ccrm', status: 503 }];
  await visit('/');
  await page.getByText('The figures are unavailable at the moment.').waitFor();
  await page.getByText('ccrm.pl (calls and notes) is down. Calls or notes are missing here.').waitFor();
  expect(await page.locator('.legend strong').allTextContents()).toEqual(['–', '–', '–', '–']);
  expect(await page.getByRole('img', { name: 'Calls per hour: some figures are unavailable.' }).count()).toBe(
    1,
  );
  expect(await page.getByText('Everything else is shown').count()).toBe(0);
});

test('while the figures load, the page shows dashes, not zeros', async () => {
  board.sandbox.behaviour.latencyMs = { callHistory: 1500 };
  await visit('/');
  await page.getByRole('img', { name: 'Calls per hour: loading.' }).waitFor();
  expect(await page.locator('.legend strong').allTextContents()).toEqual(['–', '–', '–', '–']);
  await page.locator('.legend').getByText('Answered 2').waitFor();
});

test('an internal call shows both names, each in its text direction; the page names the time zone', async () => {
  await visit('/');
  await page.getByText('Times in Europe/Warsaw').waitFor();
  const party = page.locator('.call').last().locator('.call-name');
  await party.waitFor();
  expect(await party.locator('bdi').allTextContents()).toEqual([HEBREW, 'Recepcja']);
  // The Hebrew name comes first, because it was written first.
  const [caller, called] = await party.locator('bdi').all();
  expect((await caller?.boundingBox())?.x).toBeLessThan((await called?.boundingBox())?.x ?? 0);
});

test('calls can be filtered by an agent’s name, and the first Tab stop skips to the content', async () => {
  await visit('/');
  await page.getByText('2 calls', { exact: true }).waitFor();
  await page.getByLabel('Agent').fill('nobody of that name');
  await page.keyboard.press('Enter');
  await page.getByText('No extension’s name or number is like that.').waitFor();
  await page.getByLabel('Agent').fill('recep');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/?agent=recep');
  await page.getByText('1 call', { exact: true }).waitFor();
  await page.getByLabel('Agent').fill(HEBREW);
  await page.keyboard.press('Enter');
  await page.getByText('No matching calls.').waitFor();
  await page.reload();
  await page.getByText('No matching calls.').waitFor();
  await page.keyboard.press('Tab');
  await page.getByRole('link', { name: 'Skip to the content' }).press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('main');
});

test.each([
  ['/?day=2026-02-31', 'Wednesday 4 March 2026'],
  ['/?day=0000-00-00', 'Wednesday 4 March 2026'],
  ['/year?year=0000', '2026 so far'],
  ['/year?year=0999', '2026 so far'],
  ['/notes?search=a&from=garbage&to=2026-02-31T25:00', 'Notes'],
])('invalid parameters are ignored: %s', async (path, heading) => {
  await visit(path);
  await page.getByRole('heading', { name: heading }).waitFor();
  expect(await page.getByText('Invalid request').count()).toBe(0);
});

// Red if a flag's colour may be any CSS: the browser requests an image from another host.
test('a flag’s colour is ignored if it isn’t a colour', async () => {
  const flag = (uuid: number, name: string, color: string) => ({ uuid: numberedUuid(uuid), name, color });
  board.sandbox.data.calls = [
    aCall({
      callDate: '2026-03-04 12:00:00',
      flags: [flag(1, 'Urgent', '#ff0000'), flag(2, 'Odd', 'url(http://127.0.0.1:9/pixel.png)')],
    }),
  ];
  await visit('/');
  await page.getByText('Odd').waitFor();
  const colours = await page
    .locator('.flag-dot')
    .evaluateAll((dots) => dots.map((dot) => dot.getAttribute('style')));
  expect(colours).toEqual(['background-color: rgb(255, 0, 0);', null]);
});
