import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aScope } from '../../../support/a-scope.js';
import type { CallOrder } from '../../../../src/domain/call.js';
import { manyCalls } from '../../../support/builders.js';
import { between, type Ccrm, startCcrm } from '../a-ccrm.js';
import { type Meddling, startMeddler, type WirePage } from './a-meddler.js';
import { expectedCalls } from './expected-calls.js';

/*
 * Whatever the pages claim, a walk ends after the requests that its calls need and a few more, and returns no call
 * twice, whatever the provider's sort order.
 */

const HOUR = between('2025-03-12T10:00Z', '2025-03-12T11:00Z');
const COUNT = 2500;
/** One for the whole range, one for pages that aren't full, and two to check doubtful pages. */
const MAX_REQUESTS = Math.ceil(COUNT / 1000) + 4;

const WALKS = ['NEWEST_FIRST', 'OLDEST_FIRST'] as const;
const ORDERS = (['newest-first', 'oldest-first'] as const).flatMap((order) =>
  WALKS.map((walk) => [order, walk] as const),
);

// These tests create, send and read thousands of records.
let ccrm: Ccrm;

beforeAll(async () => {
  const calls = manyCalls(COUNT, { from: '2025-03-12 11:00:00', to: '2025-03-12 12:00:00' });
  ccrm = await startCcrm({ data: { calls } });
});

afterAll(() => ccrm.close());

/** The UUIDs that a walk returned, how it ended, and the number of its requests. */
async function walked(meddling: Meddling, walk: CallOrder) {
  const meddler = await startMeddler(ccrm.sandbox, meddling);
  const uuids: string[] = [];
  const failure: unknown = await (async () => {
    // A time limit, so that an endless walk fails soon.
    for await (const batch of meddler.open(aScope({ signal: AbortSignal.timeout(60_000) })).walk(HOUR, walk))
      uuids.push(...batch.map(({ uuid }) => uuid));
    return null;
  })().catch((error: unknown) => error);
  const { requests } = meddler;
  await meddler.close();
  return { uuids, failure, requests };
}

function withTotal(totalCount: unknown): Meddling {
  return { change: (page) => (page.otherData = { totalCount }) };
}

/** Repeats the first page forever: the first one for the same dates, or the first one of all. */
function repeated(ofItsDates: boolean): Meddling {
  let first: WirePage | undefined;
  return {
    change: (page, query) => {
      if (first === undefined || (ofItsDates && query.get('page') === '1')) first = structuredClone(page);
      Object.assign(page, structuredClone(first));
    },
  };
}

// Red if totals that equal the lengths of their pages are trusted although the account has sent no other totals.
test.each(ORDERS)(
  'no call is lost if each total counts only its own page of 50 (%s, walked %s)',
  async (order, walk) => {
    Object.assign(ccrm.sandbox.behaviour, { callHistoryOrder: order, pageSize: 50 });
    const own: Meddling = { change: (page) => (page.otherData = { totalCount: page.data.length }) };
    const { uuids, failure } = await walked(own, walk);
    ccrm.sandbox.behaviour.pageSize = 1000;
    expect(failure).toBeNull();
    expect(uuids).toEqual(expectedCalls(ccrm.sandbox.data.calls, HOUR, walk));
  },
);

test.each<[string, Meddling]>([
  ['a correct total', {}],
  ['a total that is too large', withTotal(8437)],
  ['a total that is far too large', withTotal(1_000_000_000)],
  ['a total that is too small', withTotal(1)],
  ['a total of 0', withTotal(0)],
  ['no total', withTotal(undefined)],
  ['pages that repeat the first one of their dates', repeated(true)],
])('every call is returned once, in few requests, with %s', async (_, meddling) => {
  for (const [order, walk] of ORDERS) {
    ccrm.sandbox.behaviour.callHistoryOrder = order;
    const { uuids, failure, requests } = await walked(meddling, walk);
    expect(failure).toBeNull();
    expect(uuids).toEqual(expectedCalls(ccrm.sandbox.data.calls, HOUR, walk));
    expect(requests).toBeLessThanOrEqual(MAX_REQUESTS);
  }
});

// Each full page comes unexpectedly, and page 2 is needed to explain it.
test.each(ORDERS)(
  'shrinking pages take at most twice as many requests (%s, walked %s)',
  async (order, walk) => {
    const { behaviour } = ccrm.sandbox;
    behaviour.callHistoryOrder = order;
    behaviour.pageSize = 1050;
    const { uuids, failure, requests } = await walked(
      { before: (query) => (behaviour.pageSize -= query.get('page') === '1' ? 50 : 0) },
      walk,
    );
    behaviour.pageSize = 1000;
    expect(failure).toBeNull();
    expect(uuids).toEqual(expectedCalls(ccrm.sandbox.data.calls, HOUR, walk));
    expect(requests).toBeLessThanOrEqual(2 * MAX_REQUESTS);
  },
);

// Red if the dates of the calls aren't checked: the walk continues with ever shorter intervals, 80 requests or more.
test.each(['newest-first', 'oldest-first', 'unsorted'] as const)(
  'the same page for all dates is UPSTREAM_BAD_RESPONSE, and no call is returned twice (%s)',
  async (order) => {
    ccrm.sandbox.behaviour.callHistoryOrder = order;
    for (const walk of WALKS) {
      const { uuids, failure, requests } = await walked(repeated(false), walk);
      expect(failure).toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', provider: 'ccrm' });
      expect(new Set(uuids).size).toBe(uuids.length);
      expect(requests).toBeLessThanOrEqual(MAX_REQUESTS);
    }
  },
);

test('calls outside the requested dates are UPSTREAM_BAD_RESPONSE at once, even with a matching total', async () => {
  const page = (totalCount: number): Meddling => ({
    change: (answer) => {
      answer.data = manyCalls(11, { from: '2024-03-12 11:00:00', to: '2024-03-12 12:00:00' });
      answer.otherData = { totalCount };
    },
  });
  for (const total of [COUNT, 11]) {
    const wrong = await walked(page(total), 'NEWEST_FIRST');
    expect(wrong).toMatchObject({ uuids: [], failure: { code: 'UPSTREAM_BAD_RESPONSE' }, requests: 1 });
  }
});
