import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  allOf,
  between,
  type Ccrm,
  type ConnectedCcrm,
  connectCcrm,
  startCcrm,
} from '../providers/ccrm/a-ccrm.js';
import { manyCalls } from '../sandbox/builders.js';
import { aCallCache } from './a-call-cache.js';
import { aClock, type Clock } from './a-clock.js';

let ccrm: Ccrm;
let clock: Clock;

/** A source that keeps what it reads, with nothing kept yet. */
function aSource(): ConnectedCcrm {
  const { ccrmUrl: url, credentials } = ccrm.sandbox;
  return connectCcrm({ url, token: credentials.ccrmToken, cache: aCallCache(clock) });
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

describe('beside a walk through all of the history', () => {
  const EVERYTHING = between('2025-03-01T00:00Z', '2025-03-12T00:00Z');
  const HOUR = between('2025-03-02T10:00Z', '2025-03-02T11:00Z');

  beforeEach(() => {
    ccrm.sandbox.data.calls = manyCalls(1000, { from: '2025-03-01 01:00:00', to: '2025-03-12 01:00:00' });
  });

  // Red where whoever finds its time under way waits for it again and again: until the walk comes by.
  test('an operation on an hour of it waits for one page at most, then asks by itself', async () => {
    const source = aSource();
    ccrm.sandbox.behaviour.latencyMs = { callHistory: 10 };
    const everything = allOf(source.open().walk(EVERYTHING, 'NEWEST_FIRST'));
    const inHour = await allOf(source.open().walk(HOUR, 'NEWEST_FIRST'));
    expect(inHour.length).toBeGreaterThan(0);
    expect(ccrm.requests('callHistory').length).toBeLessThan(10);
    expect(await everything).toHaveLength(1000);
    source.disconnect();
  });

  test('others of the same walk at the same time read no page twice', async () => {
    const source = aSource();
    ccrm.sandbox.behaviour.latencyMs = { callHistory: 5 };
    const walks = [1, 2, 3].map(() => allOf(source.open().walk(EVERYTHING, 'NEWEST_FIRST')));
    for (const calls of await Promise.all(walks)) expect(calls).toHaveLength(1000);
    const asked = ccrm.requests('callHistory').map(({ path }) => path);
    expect(new Set(asked).size).toBe(asked.length);
    source.disconnect();
  });
});

// Red where a stretch that was cut to fit a page goes on to the horizon again: the walk never ends.
test.each(['newest-first', 'oldest-first', 'unsorted'] as const)(
  'more calls in the last seconds than fit a page are walked to the end (%s)',
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
