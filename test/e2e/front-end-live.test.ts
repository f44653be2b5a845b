import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { aClock, type Clock } from '../support/a-clock.js';
import { eventually } from '../support/eventually.js';
import { aCall, aNote, numberedUuid } from '../support/builders.js';
import type { Switchboard } from '../support/a-switchboard.js';
import { NOW, startDayOfCalls } from './a-day-of-calls.js';
import { startFrontEnd, type FrontEnd, type OpenPage } from './a-front-end.js';

let frontEnd: FrontEnd;
let board: Switchboard;
let clock: Clock;
let open: OpenPage;
let page: Page;

beforeAll(async () => {
  frontEnd = await startFrontEnd();
});

afterAll(async () => {
  await frontEnd[Symbol.asyncDispose]();
});

beforeEach(async () => {
  clock = aClock(NOW.toISOString());
  board = await startDayOfCalls(clock);
  Object.assign(frontEnd.proxy, { target: board.url, withheld: [], isDown: false });
});

afterEach(async () => {
  await page.close();
  await board.close();
  expect(open.faults).toEqual([]);
});

async function visit(path: string, tolerated?: RegExp): Promise<void> {
  open = await frontEnd.open(path, { now: NOW, tolerated });
  ({ page } = open);
}

const rows = () => page.locator('.calls .call');
const panel = () => page.getByRole('dialog');

/** Resolves once the page states so many calls and shows so many of them. */
async function callsShown(total: string, shown: number): Promise<void> {
  await page.getByText(total, { exact: true }).waitFor();
  await rows()
    .nth(shown - 1)
    .waitFor();
  expect(await rows().count()).toBe(shown);
}

test('a new call appears once at the top of the list and in the chart; a call outside the filter doesn’t', async () => {
  await visit('/?status=ANSWERED');
  await callsShown('60 calls', 50);
  await watched();
  const arrival = { uuid: numberedUuid(900), callDate: '2026-03-04 19:29:50' };
  board.sandbox.data.calls.push(
    aCall({ uuid: numberedUuid(901), callDate: '2026-03-04 19:29:40', status: 'BUSY' }),
    aCall(arrival),
  );
  await page.getByText('Live: 1 new call').waitFor();
  await callsShown('61 calls', 51);
  expect(await rows().first().textContent()).toContain('19:29');
  await page.locator('.legend').getByText('Answered 61').waitFor();
  await watched();
  expect(await rows().count()).toBe(51);
});

// Red if new calls outlive their query: the page says “Live: 1 new call” above 0 calls.
test('the count of new calls is reset when the filter changes', async () => {
  await visit('/');
  await callsShown('120 calls', 50);
  await watched();
  board.sandbox.data.calls.push(aCall({ uuid: numberedUuid(900), callDate: '2026-03-04 19:29:50' }));
  await page.getByText('Live: 1 new call').waitFor();
  await page.getByLabel('Outcome').selectOption('Unknown outcome');
  await page.getByText('0 calls', { exact: true }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
});

// Red if a call that arrives before the list is dropped: the page says “Live: 1 new call” above 120 calls.
test('a new call that arrives before the list of the day is in the list', async () => {
  await visit('/?day=2026-03-03');
  await page.getByText('0 calls', { exact: true }).waitFor();
  let release = (): void => undefined;
  const shown = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/graphql', async (route) => {
    if (!(route.request().postData() ?? '').includes('query CallsOfDay(')) return route.continue();
    const response = await route.fetch();
    await shown;
    await route.fulfill({ response });
  });
  await page.getByRole('link', { name: 'Day after' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
  await watched();
  board.sandbox.data.calls.push(aCall({ uuid: numberedUuid(900), callDate: '2026-03-04 19:29:50' }));
  await page.getByText('Live: 1 new call').waitFor();
  release();
  await callsShown('121 calls', 51);
});

// Red without the subscription to changes: the row stays as it was loaded.
test('a changed call is updated in place, in its row and in its open panel', async () => {
  await visit('/');
  await callsShown('120 calls', 50);
  await watched();
  await rows().nth(5).click();
  await panel().getByText('Nobody wrote a note.').waitFor();
  const uuid = numberedUuid(114);
  board.sandbox.data.notes[uuid] = [aNote({ uuid: numberedUuid(7), text: 'Wants to be called back' })];
  board.sandbox.data.calls = board.sandbox.data.calls.map((call) =>
    call['uuid'] === uuid
      ? { ...call, note: 1, status: 'BUSY', flags: [{ uuid: numberedUuid(8), name: 'Urgent' }] }
      : call,
  );
  // About a minute later, when the last two days have been read again.
  clock.pass(50);
  await panel().getByText('Wants to be called back').waitFor();
  await page.keyboard.press('Escape');
  const row = await rows().nth(5).textContent();
  for (const change of ['has notes', 'Urgent', 'Busy']) expect(row).toContain(change);
  expect(await rows().count()).toBe(50);
  await page.locator('.legend').getByText('Busy 31').waitFor();
});

// Red without the rule that 4xx is final: the page says “Live” and retries forever.
test('if the server rejects the stream of new calls, the page shows the server’s reason', async () => {
  frontEnd.proxy.withheld = ['sec-fetch-site'];
  await visit('/', /403 \(Forbidden\)/);
  await page.getByText('Not live. This origin may not open streams; see server.corsOrigins.').waitFor();
  expect(await page.locator('.live:not(.is-off)').count()).toBe(0);
  await callsShown('120 calls', 50);
});

// Red without a reload after reconnecting: no event contains the call that arrived meanwhile.
test('a lost connection is shown; after reconnecting, the page has the calls that arrived meanwhile', async () => {
  const { proxy } = frontEnd;
  await visit('/', /ERR_|Failed to load/);
  await callsShown('120 calls', 50);
  await page.getByText('Live', { exact: true }).waitFor();
  proxy.isDown = true;
  await page.getByText('Not live: connecting again …').waitFor();
  board.sandbox.data.calls.push(aCall({ uuid: numberedUuid(900), callDate: '2026-03-04 19:29:50' }));
  proxy.isDown = false;
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByText('121 calls', { exact: true }).waitFor();
  expect(await rows().first().textContent()).toContain('19:29');
});

/** Resolves after two more polls of the call history, when the page's subscription is active. */
async function watched(): Promise<void> {
  const looks = () => board.sandbox.requests.filter(({ route }) => route === 'callHistory').length;
  const before = looks();
  await eventually(() => looks() >= before + 2);
}
