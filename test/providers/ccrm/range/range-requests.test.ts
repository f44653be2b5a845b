import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Call, CallOrder } from '../../../../src/domain/call.js';
import type { CallHistory } from '../../../../src/domain/sources.js';
import { aCall, manyCalls, numberedUuid } from '../../../support/builders.js';
import { allOf, between, type Ccrm, type ConnectedCcrm, connectCcrm, startCcrm } from '../a-ccrm.js';

/*
 * The number of requests. They are bounds if it depends on the distribution of the calls; comments state what was
 * measured.
 */

const YEAR = between('2024-12-31T23:00Z', '2025-12-31T23:00Z');
const DAY = between('2025-03-11T23:00Z', '2025-03-12T23:00Z');
const HUNDRED_THOUSAND = manyCalls(
  100_000,
  { from: '2025-01-01 00:00:00', to: '2026-01-01 00:00:00' },
  { from: [], to: [], userTalk: null, externalNumber: null },
);

// These tests create, send and read thousands of records.
let ccrm: Ccrm;

beforeAll(async () => {
  ccrm = await startCcrm();
});

afterAll(() => ccrm.close());

beforeEach(() => {
  Object.assign(ccrm.sandbox.behaviour, { callHistoryOrder: 'newest-first', pageSize: 1000 });
  ccrm.sandbox.clearRequests();
});

/** A source that has learned nothing yet. */
function aSource(): ConnectedCcrm {
  const { ccrmUrl: url, credentials } = ccrm.sandbox;
  return connectCcrm({ url, token: credentials.ccrmToken });
}

const requests = () => ccrm.requests('callHistory').length;

/** Reads at least so many calls of a year, and no more batches than needed. */
async function take(history: CallHistory, count: number, order: CallOrder): Promise<readonly Call[]> {
  const calls: Call[] = [];
  for await (const batch of history.walk(YEAR, order)) {
    calls.push(...batch);
    if (calls.length >= count) break;
  }
  return calls;
}

describe('a range of at most a page', () => {
  test.each([0, 1, 51, 999])('takes one request for its calls and their count (%i calls)', async (count) => {
    ccrm.sandbox.data.calls = manyCalls(count, { from: '2025-03-12 00:00:00', to: '2025-03-13 00:00:00' });
    const history = ccrm.open();
    expect(await allOf(history.walk(DAY, 'NEWEST_FIRST'))).toHaveLength(count);
    expect(await history.count(DAY)).toBe(count);
    expect(await allOf(history.walk(DAY, 'OLDEST_FIRST'))).toHaveLength(count);
    expect(requests()).toBe(1);
  });

  // These counts may be page sizes, so more calls may follow; page 2, and page 1 again, prove that none do.
  test.each([50, 100, 1000])('takes two more requests if it may be a full page (%i calls)', async (count) => {
    ccrm.sandbox.data.calls = manyCalls(count, { from: '2025-03-12 00:00:00', to: '2025-03-13 00:00:00' });
    const fresh = aSource();
    expect(await allOf(fresh.open().walk(DAY, 'NEWEST_FIRST'))).toHaveLength(count);
    expect(ccrm.requests('callHistory').map(({ query }) => query['page'])).toEqual(['1', '2', '1']);
    // A longer page reveals that pages are longer.
    ccrm.sandbox.data.calls = manyCalls(999, { from: '2025-03-12 00:00:00', to: '2025-03-13 00:00:00' });
    await allOf(fresh.open().walk(DAY, 'NEWEST_FIRST'));
    ccrm.sandbox.data.calls = manyCalls(100, { from: '2025-03-12 00:00:00', to: '2025-03-13 00:00:00' });
    ccrm.sandbox.clearRequests();
    expect(await allOf(fresh.open().walk(DAY, 'NEWEST_FIRST'))).toHaveLength(100);
    expect(requests()).toBe(1);
    fresh.disconnect();
  });

  test.each(['oldest-first', 'unsorted'] as const)(
    'takes one request if the provider’s order is %s',
    async (order) => {
      ccrm.sandbox.behaviour.callHistoryOrder = order;
      ccrm.sandbox.data.calls = manyCalls(990, { from: '2025-03-12 00:00:00', to: '2025-03-13 00:00:00' });
      expect(await allOf(ccrm.open().walk(DAY, 'NEWEST_FIRST'))).toHaveLength(990);
      expect(requests()).toBe(1);
    },
  );

  test('takes one request for any number of concurrent reads', async () => {
    ccrm.sandbox.data.calls = manyCalls(50, { from: '2025-03-12 00:00:00', to: '2025-03-13 00:00:00' });
    const history = ccrm.open();
    const asked = [
      allOf(history.walk(DAY, 'NEWEST_FIRST')),
      history.count(DAY),
      allOf(history.walk(DAY, 'OLDEST_FIRST')),
      history.count(DAY),
      allOf(history.walk({ from: DAY.from + 3_600_000, to: DAY.to }, 'OLDEST_FIRST')),
    ];
    await Promise.all(asked);
    expect(requests()).toBe(1);
  });

  test('takes no request if it lies within a range that has been read', async () => {
    ccrm.sandbox.data.calls = manyCalls(50, { from: '2025-03-12 00:00:00', to: '2025-03-13 00:00:00' });
    const history = ccrm.open();
    const all = await allOf(history.walk(DAY, 'NEWEST_FIRST'));
    const noon = DAY.from + 43_200_000;
    const later = await allOf(history.walk({ from: noon, to: DAY.to }, 'NEWEST_FIRST'));
    expect(later).toEqual(all.filter(({ startedAt }) => startedAt >= noon));
    expect(requests()).toBe(1);
  });

  test('is requested again by the next operation', async () => {
    ccrm.sandbox.data.calls = [];
    expect(await ccrm.open().count(DAY)).toBe(0);
    ccrm.sandbox.data.calls.push(aCall({ callDate: '2025-03-12 11:00:00' }));
    expect(await ccrm.open().count(DAY)).toBe(1);
  });
});

describe('in a history of 100,000 calls', () => {
  beforeEach(() => {
    ccrm.sandbox.data.calls = HUNDRED_THOUSAND;
  });

  test.each([
    ['newest-first', 'NEWEST_FIRST'],
    ['oldest-first', 'OLDEST_FIRST'],
    ['newest-first', 'OLDEST_FIRST'],
    ['oldest-first', 'NEWEST_FIRST'],
    ['unsorted', 'NEWEST_FIRST'],
    ['unsorted', 'OLDEST_FIRST'],
  ] as const)('in the order %s, the first fifty calls %s take two requests', async (providers, order) => {
    ccrm.sandbox.behaviour.callHistoryOrder = providers;
    const history = ccrm.open();
    const calls = await take(history, 50, order);
    const first = order === 'NEWEST_FIRST' ? 99_999 : 0;
    expect(calls[0]?.uuid).toBe(numberedUuid(first));
    expect(requests()).toBe(2);
  });

  test.each(['newest-first', 'unsorted'] as const)(
    'in the order %s, the count takes three more requests until a total has been right, and one afterwards',
    async (order) => {
      ccrm.sandbox.behaviour.callHistoryOrder = order;
      const fresh = aSource();
      const count = async () => {
        const history = fresh.open();
        await take(history, 50, 'NEWEST_FIRST');
        const before = requests();
        expect(await history.count(YEAR)).toBe(100_000);
        expect(await Promise.all([history.count(YEAR), history.count(YEAR)])).toEqual([100_000, 100_000]);
        return requests() - before;
      };
      // The total of the rest, and the counts beside it; then only the count before the year.
      expect(await count()).toBe(3);
      expect(await count()).toBe(1);
      fresh.disconnect();
    },
  );
});

test.each(['newest-first', 'oldest-first', 'unsorted'] as const)(
  'calls in office hours with one busy second don’t take one request per second (%s)',
  async (order) => {
    Object.assign(ccrm.sandbox.behaviour, { callHistoryOrder: order, pageSize: 100 });
    const days = Array.from({ length: 7 }, (_, day) => `2025-03-${String(10 + day)}`);
    const office = days.flatMap((day) => manyCalls(30, { from: `${day} 08:00:00`, to: `${day} 16:00:00` }));
    const busy = manyCalls(130, { from: '2025-03-12 11:00:00', to: '2025-03-12 11:00:01' });
    ccrm.sandbox.data.calls = [...office, ...busy].map((call, index) => ({
      ...call,
      uuid: numberedUuid(index),
    }));
    for (const walk of ['NEWEST_FIRST', 'OLDEST_FIRST'] as const) {
      ccrm.sandbox.clearRequests();
      expect(await allOf(ccrm.open().walk(YEAR, walk))).toHaveLength(340);
      // Measured: 21 to 28.
      expect(requests()).toBeLessThanOrEqual(30);
    }
  },
);
