import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { aClock, type Clock } from '../support/a-clock.js';
import { aClient } from '../support/builders.js';
import { eventually } from '../support/eventually.js';
import type { Switchboard } from '../support/a-switchboard.js';
import { NOW, startDayOfCalls } from './a-day-of-calls.js';
import { graveFindings, layoutShift, startFrontEnd, type FrontEnd, type OpenPage } from './a-front-end.js';

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

test('all calls of a day are loaded page by page, each once, newest first', async () => {
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
  // In the workspace's time zone, an hour ahead of UTC.
  expect(times[0]).toBe('17:55');
  expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
});

test('a filter is part of the address and is restored by a reload and by the back button', async () => {
  await visit('/');
  await callsShown('120 calls', 50);
  await page.getByLabel('Outcome').selectOption('No answer');
  await callsShown('30 calls', 30);
  expect(page.url()).toBe(`${frontEnd.proxy.url}/?status=NO_ANSWER`);
  await page.reload();
  await callsShown('30 calls', 30);
  await page.getByLabel('Number').fill('600 000 123');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/?status=NO_ANSWER&phone=*');
  await callsShown('30 calls', 30);
  await page.getByLabel('Agent').fill('999');
  await page.keyboard.press('Enter');
  await page.getByText('No matching calls.').waitFor();
  await page.goBack();
  await callsShown('30 calls', 30);
  await page.getByRole('link', { name: 'Clear' }).click();
  await page.getByText('120 calls', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Day before' }).click();
  await page.getByRole('heading', { name: 'Tuesday 3 March 2026' }).waitFor();
  await page.getByText('No matching calls.').waitFor();
});

test('the keyboard moves between calls and opens one; Escape closes it and returns the focus to its row', async () => {
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

test('the chart’s table matches its bars and the call history', async () => {
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
  const bars = await page.locator('.chart-group title').allTextContents();
  expect(bars).toEqual(
    expected.map(
      ([hour, answered, noAnswer, busy, unknown]) =>
        `${hour}: Answered ${answered}, No answer ${noAnswer}, Busy ${busy}, Unknown outcome ${unknown}`,
    ),
  );
  const heights = await page
    .locator('.chart-group rect.fill-ANSWERED')
    .evaluateAll((found) => found.map((bar) => Number(bar.getAttribute('height'))));
  expect(heights).toEqual(expected.map(([, answered]) => (Number(answered) / 20) * 100));
});

test('an invalid setting is reported at its field; a valid change is saved, and nothing else is sent', async () => {
  await visit('/settings');
  await page.getByLabel('Warn at, in percent').fill('200');
  await page.getByLabel('Time zone').fill('Europe/Warschau');
  await page.getByRole('button', { name: 'Save' }).click();
  const threshold = page.getByLabel('Warn at, in percent');
  await page.getByText('Invalid: must be from 0 to 100.').waitFor();
  await page.getByText('Invalid: must be an IANA time zone, such as Europe/Warsaw.').waitFor();
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

// Red if the form keeps its initial settings: the other change is reverted.
test('a concurrent change by someone else is shown, and only the user’s own change is sent', async () => {
  await visit('/settings');
  await page.getByLabel('Time zone').waitFor();
  await page.getByRole('link', { name: 'Extensions', exact: true }).click();
  await page.getByRole('link', { name: 'Obsługa klienta 1' }).waitFor();
  await board.query('mutation { updateClient(input: { timezone: "Europe/Berlin" }) { client { id } } }');
  board.sandbox.clearRequests();
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await eventually(async () => (await page.getByLabel('Time zone').inputValue()) === 'Europe/Berlin');
  await page.getByLabel('Warn at, in percent').fill('77');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  const sent = board.sandbox.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body);
  expect(sent).toEqual([{ disk_space_notify_threshold: 77 }]);
});

test('a change with an unknown outcome is reported as such', async () => {
  await visit('/settings');
  await page.getByLabel('Warn at, in percent').fill('75');
  board.sandbox.behaviour.faults = [{ provider: 'ringme', reset: true }];
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('It is unknown whether the change was made').waitFor();
  expect(await page.getByText('Saved.').count()).toBe(0);
});

/** Opens the settings as read ten minutes ago, while RingMe fails. */
async function visitStaleSettings(): Promise<void> {
  await visit('/settings');
  await page.getByLabel('Time zone').waitFor();
  board.sandbox.behaviour.faults = [{ provider: 'ringme', status: 503 }];
  clock.pass(600);
  await page.reload();
  await page.getByText('The settings as of 10 minutes ago.').waitFor();
}

test('stale settings show their age while RingMe fails', async () => {
  await visitStaleSettings();
  expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Moscow');
  board.sandbox.behaviour.faults = [];
  await page.getByRole('link', { name: 'Calls', exact: true }).click();
  await callsShown('120 calls', 50);
});

// Red if the age stays that of the response.
test('the displayed age of stale data keeps growing', async () => {
  await visitStaleSettings();
  await page.clock.setFixedTime(NOW.getTime() + 300_000);
  await page.clock.fastForward(60_000);
  await page.getByText('The settings as of 15 minutes ago.').waitFor();
});

// Red if only a fresh response to its own query removes a notice.
test('the notice of stale data disappears with the data', async () => {
  await visitStaleSettings();
  await page.getByRole('link', { name: 'Calls', exact: true }).click();
  await callsShown('120 calls', 50);
  await eventually(async () => (await page.getByText('The settings as of').count()) === 0);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByText('The settings as of 10 minutes ago.').waitFor();
});

test('if ccrm is down, only the affected parts of the screens say so, and a retry restores them', async () => {
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
  // Again for as long as the circuit is open.
  await eventually(async () => {
    const button = panel().getByRole('button', { name: 'Try again' });
    if (await button.isVisible()) await button.click({ timeout: 1000 }).catch(() => undefined);
    return panel().getByText('120 calls in 7 days').isVisible();
  });
});

test('if Voicenter is down, the calls are shown, and one line says what is missing', async () => {
  board.sandbox.behaviour.faults = [{ provider: 'voicenter', status: 503 }];
  await visit('/');
  await callsShown('120 calls', 50);
  expect(await page.getByText('Voicenter (extensions) is down.').count()).toBe(1);
  await rows().nth(1).click();
  await panel().getByText('Notatka do tego połączenia').waitFor();
  await panel().getByText('Voicenter (extensions) is down.').waitFor();
  await panel().getByText('The extension is unavailable at the moment.').waitFor();
  expect(await panel().getByText('No extension is known').count()).toBe(0);
});

test('an extension links to its agent’s calls, and a call to its panel', async () => {
  await visit('/extensions');
  await page.getByRole('link', { name: 'Obsługa klienta 1' }).click();
  await panel().getByText('120 calls in 7 days').waitFor();
  await panel().locator('.short-calls a').first().click();
  await page.getByRole('heading', { name: 'Wednesday 4 March 2026' }).waitFor();
  await panel().getByText('Wed 4 Mar 2026, 17:55').waitFor();
});

test.each([
  ['a desktop', { width: 1200, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
])(
  'on %s, light or dark, axe finds nothing serious on any screen, and none overflows',
  async (_, size) => {
    await visit('/');
    await page.setViewportSize(size);
    await callsShown('120 calls', 50);
    await page.getByText('Figures as a table').click();
    await looksRight();
    await rows().nth(1).click();
    await panel().getByText('Notatka do tego połączenia').waitFor();
    await looksRight();
    await page.goto(`${frontEnd.proxy.url}/extensions`);
    await page.getByRole('link', { name: 'Obsługa klienta 1' }).click();
    await panel().getByText('120 calls in 7 days').waitFor();
    await looksRight();
    await page.keyboard.press('Escape');
    await panel().waitFor({ state: 'detached' });
    await looksRight();
    await page.goto(`${frontEnd.proxy.url}/settings`);
    await page.getByLabel('Warn at, in percent').fill('200');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Invalid: must be from 0 to 100.').waitFor();
    await looksRight();
  },
  120_000,
);

async function looksRight(): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await graveFindings(page)).toEqual([]);
  // Only the colours differ in dark mode.
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await graveFindings(page, ['color-contrast'])).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}
