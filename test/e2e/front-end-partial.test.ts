import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { startSwitchboard, type Switchboard, type SwitchboardOptions } from '../support/a-switchboard.js';
import { anExtension, manyCalls } from '../support/builders.js';
import { startFrontEnd, type FrontEnd, type OpenPage } from './a-front-end.js';
import { NOW } from './a-day-of-calls.js';
import { startWithPerson } from './an-archived-person.js';

/* What the call explorer shows if a provider, an archive or a response is missing. */

let frontEnd: FrontEnd;
let open: OpenPage;
let page: Page;

beforeAll(async () => {
  frontEnd = await startFrontEnd();
});

afterAll(async () => {
  await frontEnd[Symbol.asyncDispose]();
});

afterEach(async () => {
  await page.close();
  expect(open.faults).toEqual([]);
});

async function visit(board: Switchboard, path: string, tolerated?: RegExp): Promise<void> {
  frontEnd.proxy.target = board.url;
  open = await frontEnd.open(path, { now: NOW, tolerated });
  ({ page } = open);
}

/** Three calls of the agent 107 on the day, in a workspace without this provider. */
function startDay(
  without?: 'voicenter' | 'ccrm',
  { sandbox, ...options }: SwitchboardOptions = {},
): Promise<Switchboard> {
  const calls = manyCalls(3, { from: '2026-03-04 08:00:00', to: '2026-03-04 18:00:00' });
  return startSwitchboard({
    sandbox: { now: NOW, data: { calls, extensions: [anExtension()], ...sandbox?.data } },
    ...(without && { workspaces: (started) => [{ ...sandboxWorkspace(started), [without]: null }] }),
    ...options,
  });
}

// Red if a name that can't be looked up is ignored: all calls are shown as if they were the agent's.
test.each(['/?day=2026-03-04&agent=Nobody', '/year?agent=Nobody'])(
  'without Voicenter, %s says that names can’t be looked up, and shows no calls',
  async (path) => {
    await using board = await startDay('voicenter');
    await visit(board, path);
    await page.getByText('Names can’t be looked up: this workspace has no Voicenter account.').waitFor();
    expect(await page.locator('.calls, .chart-head').count()).toBe(0);
    await page.getByLabel('Agent').fill('107');
    await page.keyboard.press('Enter');
    await page.locator('.legend').getByText('Answered 3').waitFor();
  },
);

function colleagues(count: number) {
  const others = Array.from({ length: count }, (_, index) =>
    anExtension({ SIP: `sip${index}`, Name: `Aaa Sales ${index}`, SpeedDial: String(70_000 + index) }),
  );
  return [...others, anExtension({ Name: 'Zzz Sales' })];
}

// Red if only the first hundred extensions are searched.
test('the calls of all agents with a name are shown; if there are too many agents, the page says so', async () => {
  await using board = await startDay(undefined, { sandbox: { data: { extensions: colleagues(120) } } });
  await visit(board, '/?agent=sales');
  await page.getByText('3 calls', { exact: true }).waitFor();
  board.sandbox.data.extensions = colleagues(1000);
  await page.reload();
  await page.getByText('More than 1,000 extensions are like that.').waitFor();
  expect(await page.locator('.calls, .chart-head').count()).toBe(0);
});

// Red if each of the chart's four fields is charged for the year.
test('without an archive, the chart of a year is read from the provider', async () => {
  await using board = await startWithPerson();
  await visit(board, '/year?year=2025');
  await page.getByText('Without an archive, a year is read from ccrm.pl page by page').waitFor();
  await page.getByRole('img', { name: 'Calls per month: 73 calls.' }).waitFor();
});

// Red if the screen shows the server's message, which names fields and numbers of requests.
test('a year that isn’t archived and takes too many requests is refused in plain words', async () => {
  await using board = await startWithPerson({ limits: { requests: 100 } });
  await visit(board, '/year?year=2025', /400 \(Bad Request\)/);
  await page.getByText('This would take too many requests to the provider').waitFor();
  expect(await page.getByText('Invalid request').count()).toBe(0);
});

test('without a call history, the extensions are still shown', async () => {
  await using board = await startDay('ccrm');
  await visit(board, '/extensions');
  await page.getByRole('link', { name: 'Obsługa klienta 1' }).click();
  await page.getByRole('dialog').getByText('katarzyna.nowak@example.com').waitFor();
  await page.getByRole('dialog').getByText('This workspace has no call history.').waitFor();
  await page.goto(frontEnd.proxy.url);
  await page.getByText('This workspace has no call history.').waitFor();
});

test('without Voicenter, the extensions screen says so', async () => {
  await using board = await startDay('voicenter');
  await visit(board, '/extensions');
  await page.getByText('This workspace has no Voicenter account.').waitFor();
});

test('if the time zone can’t be loaded, the user can try again', async () => {
  await using board = await startDay();
  await visit(board, '/settings', /503/);
  const zone = (url: URL) => url.pathname === '/graphql';
  await page.route(zone, (route) => {
    const isZone = (route.request().postData() ?? '').includes('query WorkspaceZone(');
    return isZone ? route.fulfill({ status: 503, body: '{}' }) : route.continue();
  });
  await page.goto(frontEnd.proxy.url);
  await page.getByText('Switchboard is overloaded.').waitFor();
  await page.unroute(zone);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('3 calls', { exact: true }).waitFor();
});

test('an archive whose state is unavailable isn’t reported as missing', async () => {
  await using board = await startWithPerson();
  await visit(board, '/settings');
  const error = { message: 'busy', path: ['archive'], extensions: { code: 'SERVICE_UNAVAILABLE' } };
  await page.route('**/graphql', (route) => {
    const isStatus = (route.request().postData() ?? '').includes('query ArchiveStatus');
    return isStatus
      ? route.fulfill({ json: { data: { archive: null }, errors: [error] } })
      : route.continue();
  });
  await page.goto(`${frontEnd.proxy.url}/year`);
  await page.getByText('The state of the archive is unavailable at the moment.').waitFor();
  expect(await page.getByText('Without an archive').count()).toBe(0);
});
