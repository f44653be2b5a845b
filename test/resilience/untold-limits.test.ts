import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCompany, DAY, noteUuid } from '../support/a-company.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { aCall, aNote } from '../support/builders.js';
import { eventually } from '../support/eventually.js';

const EVERY = Array.from({ length: 50 }, (_, index) => index);
const LIMIT = 20;

const PAGE = `query ($from: DateTime!, $to: DateTime!) {
  calls(from: $from, to: $to) { nodes { uuid notes { uuid } } }
}`;

interface Page {
  readonly calls: { readonly nodes: readonly { readonly notes: readonly unknown[] | null }[] };
}

let board: Switchboard;

beforeEach(async () => {
  board = await startSwitchboard({ sandbox: { data: aCompany(EVERY) }, metrics: true });
});

afterEach(() => board.close());

const askForPage = (headers: Readonly<Record<string, string>> = {}, range = DAY) =>
  board.query<Page, typeof DAY>(PAGE, range, headers);
const refusals = () => board.log.filter(({ outcome }) => outcome === 'UPSTREAM_RATE_LIMITED').length;
const arrivals = () => board.sandbox.requests.filter(({ provider }) => provider === 'ccrm').length;

function expectWhole({ data, errors }: Awaited<ReturnType<typeof askForPage>>) {
  expect(errors).toBeUndefined();
  expect(data?.calls.nodes.map(({ notes }) => notes?.length)).toEqual(EVERY.map(() => 1));
}

// Each red where a refused request isn't sent again: notes would be null.
describe('ccrm at 20 requests a second, which it says nothing about', () => {
  beforeEach(() => {
    board.sandbox.behaviour.requestsPerSecond = { ccrm: LIMIT };
  });

  test('gives a page of fifty calls with notes whole', async () => {
    expectWhole(await askForPage());
    // Those under way when the limit was met, and few afterwards.
    expect(refusals()).toBeLessThanOrEqual(20);
    expect(arrivals()).toBe(51 + refusals());
  });

  test('gives it whole if its refusals are faster than its answers', async () => {
    board.sandbox.behaviour.latencyMs = { notes: 50, callHistory: 50 };
    expectWhole(await askForPage());
  });

  test('gives two pages of different calls at once whole, as both keep to one pace', async () => {
    const { calls, notes } = board.sandbox.data;
    const secondDay = calls.map((call, index) => ({
      ...call,
      uuid: noteUuid(100 + index),
      callDate: call.callDate.replace('-12 ', '-14 '),
    }));
    board.sandbox.data.calls = [...calls, ...secondDay];
    board.sandbox.data.notes = {
      ...notes,
      ...Object.fromEntries(secondDay.map(({ uuid }) => [uuid, [aNote({ uuid: noteUuid(0) })]])),
    };
    const first = askForPage();
    // Which of them comes first decides whether the other one must be proved by a second page.
    await eventually(() => arrivals() > 0);
    const second = askForPage({}, { from: '2025-03-14T00:00:00Z', to: '2025-03-15T00:00:00Z' });
    const pages = await Promise.all([first, second]);
    pages.forEach(expectWhole);
    expect(arrivals()).toBe(102 + refusals());
  });

  test('costs neither retries nor a circuit, and is told in the log once', async () => {
    expectWhole(await askForPage({ 'x-switchboard-upstream': 'true' }));
    const metrics = await (await fetch(`${board.url}/metrics`)).text();
    expect(metrics).not.toMatch(/^switchboard_upstream_retries_total\{/m);
    expect(board.log.filter(({ msg }) => msg === 'circuit open')).toEqual([]);
    const told = board.log.filter(({ msg }) => msg === 'rate limit');
    expect(told).toMatchObject([{ provider: 'ccrm', account: 'sandbox', perSecond: expect.any(Number) }]);
  });

  test('counts once in the report of an operation what was sent again', async () => {
    const { extensions } = await askForPage({ 'x-switchboard-upstream': 'true' });
    expect(extensions).toMatchObject({ upstream: { sent: { ccrm: 51 } } });
  });

  // Red if waiting requests are sent in the order in which they came: the small one would come last.
  test('lets a small operation go ahead of what a large one still waits for', async () => {
    const [last] = board.sandbox.data.calls.slice(-1);
    const later = aCall({ ...last, uuid: noteUuid(99), callDate: '2025-03-14 12:00:00' });
    board.sandbox.data.calls = [...board.sandbox.data.calls, later];
    const ended: string[] = [];
    const large = askForPage().then((page) => {
      ended.push('large');
      expectWhole(page);
    });
    await eventually(() => refusals() > 0);
    const small = askForPage({}, { from: '2025-03-14T00:00:00Z', to: '2025-03-15T00:00:00Z' }).then(
      ({ data, errors }) => {
        ended.push('small');
        expect(errors).toBeUndefined();
        expect(data?.calls.nodes).toMatchObject([{ notes: [] }]);
      },
    );
    await Promise.all([large, small]);
    expect(ended).toEqual(['small', 'large']);
  });
});

test('a limit that lasts longer than the operation ends in time, with few requests', async () => {
  await board.close();
  board = await startSwitchboard({ sandbox: { data: aCompany(EVERY) }, upstream: { deadline: 3 } });
  board.sandbox.behaviour.requestsPerSecond = { ccrm: 0 };
  const { data, errors } = await askForPage();
  expect(data).toEqual({ calls: null });
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_RATE_LIMITED', retryable: true } }]);
  // At once, after one second; two seconds more would be too late.
  expect(arrivals()).toBe(2);
});
