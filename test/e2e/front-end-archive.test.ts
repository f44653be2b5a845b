import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import type { Switchboard } from '../support/a-switchboard.js';
import { numberedUuid } from '../support/builders.js';
import { eventually } from '../support/eventually.js';
import { graveFindings, startFrontEnd, type FrontEnd, type OpenPage } from './a-front-end.js';
import {
  CONTACT,
  filled,
  NAME,
  NOW,
  NUMBER,
  startArchivedPerson,
  startWithPerson,
} from './an-archived-person.js';

let frontEnd: FrontEnd;
let board: Switchboard;
let open: OpenPage;
let page: Page;

beforeAll(async () => {
  frontEnd = await startFrontEnd();
  board = await startArchivedPerson();
  await filled(board);
});

afterAll(async () => {
  await frontEnd[Symbol.asyncDispose]();
  await board.close();
});

beforeEach(() => {
  frontEnd.proxy.target = board.url;
});

afterEach(async () => {
  await page.close();
  expect(open.faults).toEqual([]);
});

async function visit(path: string): Promise<void> {
  open = await frontEnd.open(path, { now: NOW });
  ({ page } = open);
}

const rows = () => page.locator('.calls .call');
const panel = () => page.getByRole('dialog');

/** Scrolls down until so many items are shown; a list that was left starts again with its first page. */
async function toTheEnd(items: ReturnType<typeof rows>, total: number): Promise<void> {
  await eventually(async () => {
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    return (await items.count()) === total;
  });
}

test('a call’s party links to all calls with the contact: newest first, page by page, each once', async () => {
  await visit('/?day=2026-03-03');
  await rows().first().click();
  await panel().getByRole('link', { name: NAME }).click();
  await page.getByRole('heading', { name: NAME }).waitFor();
  expect(page.url()).toBe(`${frontEnd.proxy.url}/person?contact=${CONTACT}`);
  await page.getByText('130 calls', { exact: true }).waitFor();
  expect(await page.getByText('Calls since Mon 27 May 2024').count()).toBe(1);
  await toTheEnd(rows(), 130);
  const times = await rows()
    .locator('time')
    .evaluateAll((found) => found.map((time) => time.getAttribute('datetime') ?? ''));
  expect(times).toEqual(times.toSorted().reverse());
  expect(new Set(times).size).toBe(130);
  expect(await rows().first().locator('time').textContent()).toBe('Tue 3 Mar 2026, 19:30');
  expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
});

test('a number links to all its calls; the list is complete after opening a call’s panel and going back', async () => {
  await visit('/?day=2026-03-03');
  await rows().first().click();
  await panel().getByRole('link', { name: NUMBER }).click();
  await page.getByRole('heading', { name: NUMBER }).waitFor();
  await page.getByText('130 calls', { exact: true }).waitFor();
  await rows().nth(49).scrollIntoViewIfNeeded();
  await rows().nth(99).waitFor();
  await rows().nth(60).click();
  await panel().getByText('Zwrócił router nr 60').waitFor();
  await panel().getByRole('link', { name: NAME }).click();
  await page.getByRole('heading', { name: NAME }).waitFor();
  await page.goBack();
  await page.goBack();
  await page.getByRole('heading', { name: NUMBER }).waitFor();
  await toTheEnd(rows(), 130);
  const ids = await rows().evaluateAll((links) => links.map((link) => link.id));
  expect(new Set(ids).size).toBe(130);
});

test('the next page can be loaded with the keyboard', async () => {
  await visit('/');
  await page.getByText('No matching calls.').waitFor();
  // From now on, nothing counts as scrolled into view.
  await page.evaluate('IntersectionObserver.prototype.observe = () => undefined');
  await page.evaluate(
    `history.pushState(null, '', '/person?phone=600000777'); dispatchEvent(new Event('popstate'))`,
  );
  await page.getByText('130 calls', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Show more' }).press('Enter');
  await rows().nth(99).waitFor({ state: 'attached' });
  expect(await rows().count()).toBe(100);
});

test('a search finds notes by word prefixes and marks the words; a hit links to its call', async () => {
  await visit('/notes');
  await page.getByText('Notes since Mon 27 May 2024').waitFor();
  await page.getByLabel('Words of a note').fill('ROUTER zwroc');
  await page.keyboard.press('Enter');
  await page.getByText('33 notes', { exact: true }).waitFor();
  expect(page.url()).toBe(`${frontEnd.proxy.url}/notes?search=ROUTER+zwroc`);
  const hits = () => page.locator('.found-note');
  await toTheEnd(hits(), 33);
  const texts = await hits().locator('.note-text').allTextContents();
  expect(texts).toEqual(
    Array.from({ length: 33 }, (_, index) => `Zwrócił router nr ${String(4 * index)}, <b>bez pudełka</b>`),
  );
  expect(await hits().first().locator('mark').allTextContents()).toEqual(['Zwrócił', 'router']);
  await hits().nth(2).getByRole('link').click();
  await page.getByRole('heading', { name: 'Thursday 22 January 2026' }).waitFor();
  await panel().getByText('Zwrócił router nr 8').waitFor();
  await page.goBack();
  await page.getByText('33 notes', { exact: true }).waitFor();
  await page.getByLabel('Words of a note').fill('modem');
  await page.keyboard.press('Enter');
  await page.getByText('No note has all of these words.').waitFor();
  await page.getByLabel('Words of a note').fill('…');
  await page.keyboard.press('Enter');
  await page.getByText('Invalid request: search: must have a letter or a digit').waitFor();
});

test('without an archive, the search says that it needs one, and a person’s page covers 30 days', async () => {
  await using live = await startWithPerson();
  frontEnd.proxy.target = live.url;
  await visit('/notes');
  await page.getByText('Searching needs an archive, and this Switchboard has none.').waitFor();
  await page.getByLabel('Words of a note').fill('router');
  await page.keyboard.press('Enter');
  await page.getByText('Notes can’t be searched here: this Switchboard has no archive.').waitFor();
  await page.goto(`${frontEnd.proxy.url}/person?contact=${CONTACT}`);
  await page.getByText('Calls of the last 30 days: without an archive').waitFor();
});

test('if not all notes are archived, a search says so and offers the archived range', async () => {
  await using board = await startArchivedPerson({
    workspaces: (sandbox) => {
      const body = { success: false, message: 'error' };
      const query = { callHistory: numberedUuid(8) };
      sandbox.behaviour.faults = [{ provider: 'ccrm', route: 'notes', query, status: 200, body }];
      return [sandboxWorkspace(sandbox)];
    },
  });
  await filled(board, 1);
  frontEnd.proxy.target = board.url;
  await visit('/notes?search=router');
  await page.getByText('Not all of this time is archived yet, so a search could miss notes.').waitFor();
  await page.getByText('The notes of 1 call are still being read.').waitFor();
  await page.getByRole('link', { name: 'Search from Thu 22 Jan 2026 on' }).click();
  await page.getByText('2 notes', { exact: true }).waitFor();
  await page.getByText('Only notes from Thu 22 Jan 2026 on were searched.').waitFor();
  await page.getByRole('link', { name: 'Search all' }).click();
  await page.getByText('Not all of this time is archived yet').waitFor();
});

test('without the scope for personal data, a search and a person’s page say so', async () => {
  const key = anApiKey('masked', { maskPersonalData: true, scopes: ['notes:read', 'calls:read'] });
  await using board = await startArchivedPerson({
    auth: anAuth([key]),
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
  });
  frontEnd.proxy.target = board.url;
  await filled(board, 0, { 'x-api-key': 'masked' });
  open = await frontEnd.open('/settings', { now: NOW, tolerated: /401 \(Unauthorized\)/ });
  ({ page } = open);
  await page.setExtraHTTPHeaders({ 'x-api-key': 'masked' });
  for (const path of ['/notes?search=router', '/person?phone=600000777']) {
    await page.goto(frontEnd.proxy.url + path);
    await page.getByText('You don’t have access to some of this: your key lacks the scope.').waitFor();
  }
  // A masked number isn't a link.
  await page.goto(`${frontEnd.proxy.url}/?day=2026-03-03`);
  await rows().first().click();
  await panel().getByText('+48 *** *** 777').waitFor();
  expect(await panel().getByRole('link', { name: '777' }).count()).toBe(0);
});

test('a year’s chart shows months or days, with the figures in a table; a day links to its calls', async () => {
  await visit('/year');
  await page.getByRole('heading', { name: '2026 so far' }).waitFor();
  await page.getByRole('img', { name: 'Calls per month: 13 calls.' }).waitFor();
  await page.getByText('Figures as a table').click();
  const cells = () =>
    page
      .locator('tbody tr')
      .evaluateAll((found) =>
        found.map((row) => [...row.querySelectorAll('th, td')].map(({ textContent }) => textContent)),
      );
  expect(await cells()).toEqual([
    ['January', '3', '1', '2', '0', '6'],
    ['February', '3', '2', '1', '0', '6'],
    ['March', '1', '0', '0', '0', '1'],
  ]);
  await page.getByRole('link', { name: 'Year before' }).click();
  await page.getByRole('heading', { name: '2025', exact: true }).waitFor();
  await page.getByRole('img', { name: 'Calls per month: 73 calls.' }).waitFor();
  await page.getByRole('link', { name: 'By day' }).click();
  await page.getByRole('img', { name: 'Calls per day: 73 calls.' }).waitFor();
  expect(page.url()).toBe(`${frontEnd.proxy.url}/year?year=2025&by=day`);
  expect(await page.locator('.chart-group').count()).toBe(365);
  const days = await cells();
  expect(days).toHaveLength(365);
  expect(days.filter(([, , , , , total]) => total === '1')).toHaveLength(73);
  await page.getByRole('link', { name: 'Sun 28 Dec 2025' }).click();
  await page.getByRole('heading', { name: 'Sunday 28 December 2025' }).waitFor();
  await page.getByText('1 call', { exact: true }).waitFor();
});

test.each([
  ['a desktop', { width: 1200, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
])(
  'on %s, light or dark, axe finds nothing serious on the archive’s screens, and none overflows',
  async (_, size) => {
    await visit(`/person?contact=${CONTACT}`);
    await page.setViewportSize(size);
    await page.getByText('130 calls', { exact: true }).waitFor();
    await looksRight();
    await page.goto(`${frontEnd.proxy.url}/notes?search=router`);
    await page.locator('mark').first().waitFor();
    await looksRight();
    await page.goto(`${frontEnd.proxy.url}/year?year=2025&by=day`);
    await page.getByRole('img', { name: 'Calls per day: 73 calls.' }).waitFor();
    await page.getByText('Figures as a table').click();
    await looksRight();
  },
  120_000,
);

test('on a narrow phone, none of the archive’s screens overflows', async () => {
  await visit('/notes?search=router');
  await page.setViewportSize({ width: 320, height: 640 });
  await page.locator('mark').first().waitFor();
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.getByRole('link', { name: 'Year', exact: true }).click();
  await page.getByRole('img', { name: 'Calls per month: 13 calls.' }).waitFor();
  expect(await overflow()).toBeLessThanOrEqual(0);
});

async function looksRight(): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await graveFindings(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await graveFindings(page, ['color-contrast'])).toEqual([]);
  expect(await overflow()).toBeLessThanOrEqual(0);
}

/** By how many pixels the page is wider than the screen. */
function overflow(): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
