import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  allOf,
  between,
  type CallCache,
  type Ccrm,
  type ConnectedCcrm,
  connectCcrm,
  startCcrm,
} from '../a-ccrm.js';
import { eventually } from '../../../support/eventually.js';
import { manyCalls } from '../../../support/builders.js';
import { aCallCache } from './a-call-cache.js';
import { aClock, type Clock } from '../../../support/a-clock.js';

let ccrm: Ccrm;
let clock: Clock;

/** A source with an empty cache. */
function aSource(kept: Partial<CallCache> = {}): ConnectedCcrm {
  const { ccrmUrl: url, credentials } = ccrm.sandbox;
  return connectCcrm({ url, token: credentials.ccrmToken, cache: aCallCache(clock, kept) });
}

beforeAll(async () => {
  ccrm = await startCcrm();
});
afterAll(() => ccrm.close());
beforeEach(() => {
  clock = aClock('2025-03-12T12:00:00.250Z');
  ccrm.sandbox.clearRequests();
  Object.assign(ccrm.sandbox.behaviour, { pageSize: 20, latencyMs: {}, callHistoryOrder: 'newest-first' });
});

describe('during queries for the whole history', () => {
  const EVERYTHING = between('2025-03-01T00:00Z', '2025-03-12T00:00Z');
  const HOUR = between('2025-03-02T10:00Z', '2025-03-02T11:00Z');

  beforeEach(() => {
    ccrm.sandbox.data.calls = manyCalls(1000, { from: '2025-03-01 01:00:00', to: '2025-03-12 01:00:00' });
  });

  // Red if it waits for each in-flight request of its interval: there may always be another one.
  test('an operation for one hour waits for at most one page before it sends its own request', async () => {
    const source = aSource({ recent: 0, closed: 0, maxStale: 1 });
    ccrm.sandbox.behaviour.latencyMs = { callHistory: 50 };
    let isRead = false;
    const others: Promise<number | null>[] = [];
    // The next query for the whole history starts before the previous one has its response.
    const asking = async () => {
      while (!isRead && others.length < 100) {
        const from = EVERYTHING.from - others.length * 1000;
        others.push(source.open().count({ ...EVERYTHING, from }));
        await eventually(() => ccrm.requests('callHistory').length >= others.length);
      }
    };
    const asked = asking();
    await eventually(() => others.length > 2);
    expect(await allOf(source.open().walk(HOUR, 'NEWEST_FIRST'))).not.toEqual([]);
    isRead = true;
    await asked;
    expect(others.length).toBeLessThan(100);
    expect(new Set(await Promise.all(others))).toEqual(new Set([1000]));
    source.disconnect();
  });

  test('concurrent walks over the same range request no page twice', async () => {
    const source = aSource();
    ccrm.sandbox.behaviour.latencyMs = { callHistory: 5 };
    const walks = [1, 2, 3].map(() => allOf(source.open().walk(EVERYTHING, 'NEWEST_FIRST')));
    for (const calls of await Promise.all(walks)) expect(calls).toHaveLength(1000);
    const asked = ccrm.requests('callHistory').map(({ path }) => path);
    expect(new Set(asked).size).toBe(asked.length);
    source.disconnect();
  });
});

// Red if an interval that was shortened to fit a page is extended to the prefetch end again: the walk never ends.
test.each(['newest-first', 'oldest-first', 'unsorted'] as const)(
  'a walk completes if the last seconds have more calls than a page (%s)',
  async (order) => {
    const source = aSource();
    ccrm.sandbox.behaviour.callHistoryOrder = order;
    ccrm.sandbox.data.calls = manyCalls(100, { from: '2025-03-12 12:59:00', to: '2025-03-12 13:00:30' });
    for (const walk of ['NEWEST_FIRST', 'OLDEST_FIRST'] as const) {
      const calls = await allOf(source.open().walk(between('2025-03-12T11:00Z', '2025-03-12T12:00Z'), walk));
      expect(calls).toHaveLength(67);
    }
    source.disconnect();
  },
);
