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

// Each is red if a rejected request isn't sent again: notes would be null.
describe('an undocumented limit of 20 requests per second at ccrm.pl', () => {
  beforeEach(() => {
    board.sandbox.behaviour.requestsPerSecond = { ccrm: LIMIT };
  });

  test('leaves a page of fifty calls with notes complete', async () => {
    expectWhole(await askForPage());
    // Those in flight when the limit was reached, and a few afterwards.
    expect(refusals()).toBeLessThanOrEqual(20);
    expect(arrivals()).toBe(51 + refusals());
  });

  test('leaves a page complete if rejections are faster than responses', async () => {
    board.sandbox.behaviour.latencyMs = { notes: 50, callHistory: 50 };
    expectWhole(await askForPage());
  });

  test('leaves two concurrent pages of different calls complete, as they share one rate', async () => {
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
    // The order of arrival decides whether the other page has to be proved by a second one.
    await eventually(() => arrivals() > 0);
    const second = askForPage({}, { from: '2025-03-14T00:00:00Z', to: '2025-03-15T00:00:00Z' });
    const pages = await Promise.all([first, second]);
    pages.forEach(expectWhole);
    expect(arrivals()).toBe(102 + refusals());
  });

  test('causes neither retries nor an open circuit, and is logged once', async () => {
    expectWhole(await askForPage({ 'x-switchboard-upstream': 'true' }));
    const metrics = await (await fetch(`${board.url}/metrics`)).text();
    expect(metrics).not.toMatch(/^switchboard_upstream_retries_total\{/m);
    expect(board.log.filter(({ msg }) => msg === 'circuit open')).toEqual([]);
    const told = board.log.filter(({ msg }) => msg === 'rate limit');
    expect(told).toMatchObject([{ provider: 'ccrm', account: 'sandbox', perSecond: expect.any(Number) }]);
  });

  test('counts a resent request once in the operation’s upstream report', async () => {
    const { extensions } = await askForPage({ 'x-switchboard-upstream': 'true' });
    expect(extensions).toMatchObject({ upstream: { sent: { ccrm: 51 } } });
  });

  // Red if waiting requests are sent in order of arrival: the small operation would end last.
  test('lets a small operation overtake the waiting requests of a large one', async () => {
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

test('an operation fails in time and with few requests if a rate limit outlasts it', async () => {
  await board.close();
  board = await startSwitchboard({ sandbox: { data: aCompany(EVERY) }, upstream: { deadline: 3 } });
  board.sandbox.behaviour.requestsPerSecond = { ccrm: 0 };
  const { data, errors } = await askForPage();
  expect(data).toEqual({ calls: null });
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_RATE_LIMITED', retryable: true } }]);
  // One immediately and one after a second; two seconds later would be too late.
  expect(arrivals()).toBe(2);
});
