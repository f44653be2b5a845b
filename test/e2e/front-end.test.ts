import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { aClock, type Clock } from '../support/a-clock.js';
import { aCall, aClient, anExtension, aNote, manyCalls, numberedUuid } from '../support/builders.js';
import { eventually } from '../support/eventually.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { graveFindings, layoutShift, openFrontEnd, startChromium, type FrontEnd } from './a-front-end.js';

/** The evening of a day with 120 calls, every fourth of which nobody answered. */
const NOW = new Date('2026-03-04T18:30:00Z');
const STATUSES = ['ANSWERED', 'NO ANSWER', 'ANSWERED', 'BUSY'];

let browser: Browser;
let board: Switchboard;
let clock: Clock;
let open: FrontEnd;
let page: Page;

beforeAll(async () => {
  const vite = promisify(execFile)(process.execPath, [
    'node_modules/vite/bin/vite.js',
    ...['build', 'examples/front-end', '--logLevel', 'warn'],
  ]);
  browser = await startChromium();
  await vite;
}, 120_000);

afterAll(() => browser.close());

beforeEach(async () => {
  const calls = manyCalls(120, { from: '2026-03-04 08:00:00', to: '2026-03-04 18:00:00' }).map(
    (call, index) => ({
      ...call,
      status: STATUSES[index % STATUSES.length],
      note: index === 118 ? 1 : 0,
    }),
  );
  const notes = { [numberedUuid(118)]: [aNote()] };
  clock = aClock(NOW.toISOString());
  board = await startSwitchboard({
    now: clock.now,
    ttl: { client: 60 },
    maxStale: 3600,
    sandbox: { now: NOW, data: { calls, notes, extensions: [anExtension()], client: aClient() } },
  });
});

afterEach(async () => {
  await open.context.close();
  await board.close();
  expect(open.faults).toEqual([]);
}, 20_000);

async function visit(path: string): Promise<void> {
  open = await openFrontEnd(browser, { origin: board.url, path, now: NOW });
  ({ page } = open);
}

const rows = () => page.locator('.calls .call');
const panel = () => page.getByRole('dialog');

/** Resolves when so many calls are said to be there, and so many of them shown. */
async function callsShown(total: string, shown: number): Promise<void> {
  await page.getByText(total, { exact: true }).waitFor();
  await rows()
    .nth(shown - 1)
    .waitFor();
  expect(await rows().count()).toBe(shown);
}

test('all calls of a day come page by page, each once, newest first', async () => {
  await visit('/');
  await callsShown('120 calls', 50);
  expect(await layoutShift(page)).toBeLessThan(0.02);
  for (const shown of [50, 100]) {
    await rows().last().scrollIntoViewIfNeeded();
    await rows().nth(shown).waitFor({ state: 'attached' });
  }
  const hrefs = await rows().evaluateAll((links) => links.map((link) => link.id));
  expect(hrefs).toHaveLength(120);
  expect(new Set(hrefs).size).toBe(120);
  const times = await rows().locator('time').allTextContents();
  expect(times).toEqual(times.toSorted().reverse());
  // By the workspace's clock, an hour ahead of UTC.
  expect(times[0]).toBe('17:55');
  expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
});

test('a filter is in the address, which brings it back, as the back button does', async () => {
  await visit('/');
  await callsShown('120 calls', 50);
  await page.getByLabel('Outcome').selectOption('No answer');
  await callsShown('30 calls', 30);
  expect(page.url()).toBe(`${board.url}/?status=NO_ANSWER`);
  await page.reload();
  await callsShown('30 calls', 30);
  await page.getByLabel('Number').fill('600 000 123');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/?status=NO_ANSWER&phone=*');
  await callsShown('30 calls', 30);
  await page.getByLabel('Agent').fill('999');
  await page.keyboard.press('Enter');
  await page.getByText('No calls that fit.').waitFor();
  await page.goBack();
  await callsShown('30 calls', 30);
  await page.getByRole('link', { name: 'Clear' }).click();
  await page.getByText('120 calls', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Day before' }).click();
  await page.getByRole('heading', { name: 'Tuesday 3 March 2026' }).waitFor();
  await page.getByText('No calls that fit.').waitFor();
});

test('the keyboard goes from call to call and opens one; Escape closes it and returns to its row', async () => {
  await visit('/');
  await callsShown('120 calls', 50);
  await rows().first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await panel().getByText('Notatka do tego połączenia').waitFor();
  await panel().getByRole('link', { name: 'Obsługa klienta 1' }).waitFor();
  expect(await panel().evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
  const address = page.url();

  await page.keyboard.press('Escape');
  await panel().waitFor({ state: 'detached' });
  expect(
    await rows()
      .nth(1)
      .evaluate((row) => row === document.activeElement),
  ).toBe(true);

  await page.goBack();
  await panel().getByText('Notatka do tego połączenia').waitFor();
  await page.goto(address);
  await panel().getByText('Notatka do tego połączenia').waitFor();
});

test('a new call comes by itself to the top of the list, once, and into the chart; one that doesn’t fit stays away', async () => {
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

// Red without the subscription to changes: the row stays as it came with the page.
test('a call that changes does so in its row and in its open panel, where it stands', async () => {
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
  // About a minute later, by which the last two days have been read again.
  clock.pass(50);
  await panel().getByText('Wants to be called back').waitFor();
  await page.keyboard.press('Escape');
  const row = await rows().nth(5).textContent();
  for (const change of ['has notes', 'Urgent', 'Busy']) expect(row).toContain(change);
  expect(await rows().count()).toBe(50);
  await page.locator('.legend').getByText('Busy 31').waitFor();
});

/** Resolves after two more looks at the call history, by which the page’s subscription is under way. */
async function watched(): Promise<void> {
  const looks = () => board.sandbox.requests.filter(({ route }) => route === 'callHistory').length;
  const before = looks();
  await eventually(() => looks() >= before + 2);
}

test('the chart’s table has the figures of its bars and of the call history', async () => {
  await visit('/');
  await callsShown('120 calls', 50);
  await page.getByText('Figures as a table').click();
  const cells = await page
    .locator('tbody tr')
    .evaluateAll((found) =>
      found.map((row) => [...row.querySelectorAll('th, td')].map(({ textContent }) => textContent)),
    );
  const noCalls = (hour: number) => [`${String(hour).padStart(2, '0')}:00`, '0', '0', '0', '0', '0'];
  const expected = Array.from({ length: 24 }, (_, hour) =>
    hour >= 8 && hour < 18 ? [noCalls(hour)[0], '6', '3', '3', '0', '12'] : noCalls(hour),
  );
  expect(cells).toEqual(expected);
  const bars = await page.locator('.chart-hour title').allTextContents();
  expect(bars).toEqual(
    expected.map(
      ([hour, answered, noAnswer, busy, unknown]) =>
        `${hour}: Answered ${answered}, No answer ${noAnswer}, Busy ${busy}, Unknown outcome ${unknown}`,
    ),
  );
  const heights = await page
    .locator('.chart-hour rect.fill-ANSWERED')
    .evaluateAll((found) => found.map((bar) => Number(bar.getAttribute('height'))));
  expect(heights).toEqual(expected.map(([, answered]) => (Number(answered) / 20) * 100));
});

test('what is wrong with a setting is said at its field; what is right is saved, and nothing else sent', async () => {
  await visit('/settings');
  await page.getByLabel('Tell at, in percent').fill('200');
  await page.getByLabel('Time zone').fill('Europe/Warschau');
  await page.getByRole('button', { name: 'Save' }).click();
  const threshold = page.getByLabel('Tell at, in percent');
  await page.getByText('Not possible: must be from 0 to 100.').waitFor();
  await page.getByText('Not possible: must be an IANA time zone, such as Europe/Warsaw.').waitFor();
  expect(await threshold.getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByLabel('Time zone').evaluate((field) => field === document.activeElement)).toBe(true);
  expect(board.sandbox.data.client).toEqual(aClient());

  await threshold.fill('75');
  await page.getByLabel('Time zone').fill('Europe/Moscow');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  expect(await page.locator('[aria-invalid=true]').count()).toBe(0);
  expect(board.sandbox.data.client).toEqual(aClient({ disk_space_notify_threshold: 75 }));
  const sent = board.sandbox.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body);
  expect(sent).toEqual([{ disk_space_notify_threshold: 75 }]);
});

test('a change of which nobody knows whether it was made is told as that', async () => {
  await visit('/settings');
  await page.getByLabel('Tell at, in percent').fill('75');
  board.sandbox.behaviour.faults = [{ provider: 'ringme', reset: true }];
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Nobody can say whether the change was made').waitFor();
  expect(await page.getByText('Saved.').count()).toBe(0);
});

test('settings that were kept while RingMe fails say how old they are', async () => {
  await visit('/settings');
  await page.getByLabel('Time zone').waitFor();
  board.sandbox.behaviour.faults = [{ provider: 'ringme', status: 503 }];
  clock.pass(600);
  await page.reload();
  await page.getByText('The settings as of 10 minutes ago.').waitFor();
  expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Moscow');
  board.sandbox.behaviour.faults = [];
  await page.getByRole('link', { name: 'Calls', exact: true }).click();
  await callsShown('120 calls', 50);
});

test('where ccrm is down, each screen says so in its place, and the others stand', async () => {
  await visit('/settings');
  await page.getByLabel('Time zone').waitFor();
  board.sandbox.behaviour.faults = [{ provider: 'ccrm', status: 503 }];
  await page.getByRole('link', { name: 'Calls', exact: true }).click();
  await page.getByText('ccrm.pl (calls and notes) is down.').waitFor();
  await page.getByRole('link', { name: 'Extensions', exact: true }).click();
  await page.getByRole('link', { name: 'Obsługa klienta 1' }).click();
  await panel().getByText('katarzyna.nowak@example.com').waitFor();
  await panel().getByText('ccrm.pl (calls and notes) is down.').waitFor();
  board.sandbox.behaviour.faults = [];
  await panel().getByRole('button', { name: 'Try again' }).click();
  await panel().getByText('120 calls in 7 days').waitFor();
});

test('where Voicenter is down, the calls stand, and one line says what is missing', async () => {
  board.sandbox.behaviour.faults = [{ provider: 'voicenter', status: 503 }];
  await visit('/');
  await callsShown('120 calls', 50);
  expect(await page.getByText('Voicenter (extensions) is down.').count()).toBe(1);
  await rows().nth(1).click();
  await panel().getByText('Notatka do tego połączenia').waitFor();
  await panel().getByText('Voicenter (extensions) is down.').waitFor();
});

test('an extension leads to its agent’s calls, and a call to its panel', async () => {
  await visit('/extensions');
  await page.getByRole('link', { name: 'Obsługa klienta 1' }).click();
  await panel().getByText('120 calls in 7 days').waitFor();
  await panel().locator('.short-calls a').first().click();
  await page.getByRole('heading', { name: 'Wednesday 4 March 2026' }).waitFor();
  await panel().getByText('Wed 4 Mar 2026, 17:55').waitFor();
});

test.each([
  ['a desk', { width: 1200, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
])(
  'axe finds nothing serious on any screen on %s, light or dark, and nothing is wider than the screen',
  async (_, size) => {
    await visit('/');
    await page.setViewportSize(size);
    await callsShown('120 calls', 50);
    await page.getByText('Figures as a table').click();
    await looksRight();
    await rows().nth(1).click();
    await panel().getByText('Notatka do tego połączenia').waitFor();
    await looksRight();
    await page.goto(`${board.url}/extensions`);
    await page.getByRole('link', { name: 'Obsługa klienta 1' }).click();
    await panel().getByText('120 calls in 7 days').waitFor();
    await looksRight();
    await page.keyboard.press('Escape');
    await panel().waitFor({ state: 'detached' });
    await looksRight();
    await page.goto(`${board.url}/settings`);
    await page.getByLabel('Tell at, in percent').fill('200');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Not possible: must be from 0 to 100.').waitFor();
    await looksRight();
  },
  60_000,
);

async function looksRight(): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await graveFindings(new AxeBuilder({ page }))).toEqual([]);
  // In the dark the colours differ, and nothing else.
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await graveFindings(new AxeBuilder({ page }).withRules('color-contrast'))).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}
