import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CallLocation } from '../../../../src/domain/call.js';
import { aCallCache } from '../cache/a-call-cache.js';
import { aClock } from '../../../support/a-clock.js';
import { eventually } from '../../../support/eventually.js';
import { manyCalls } from '../../../support/builders.js';
import { allOf, between, type Ccrm, type ConnectedCcrm, connectCcrm, startCcrm } from '../a-ccrm.js';

/*
 * Concurrent requests are planned together. Red if nothing is planned, unless stated otherwise: each operation then
 * requests the interval that it needs.
 */

const clock = aClock('2025-03-20T12:00:00Z');

let ccrm: Ccrm;
let source: ConnectedCcrm;

beforeAll(async () => {
  ccrm = await startCcrm();
});
afterAll(() => ccrm.close());
beforeEach(() => {
  Object.assign(ccrm.sandbox.behaviour, { pageSize: 1000, callHistoryOrder: 'newest-first', latencyMs: {} });
  ccrm.sandbox.clearRequests();
  source = aSource();
});
afterEach(() => source.disconnect());

/** A source with an empty cache that has learned nothing yet. */
function aSource(): ConnectedCcrm {
  const { ccrmUrl: url, credentials } = ccrm.sandbox;
  return connectCcrm({ url, token: credentials.ccrmToken, cache: aCallCache(clock) });
}

const pages = () => ccrm.requests('callHistory').length;

const DAY = { from: '2025-03-12 00:00:00', to: '2025-03-13 00:00:00' };
const RANGES = [
  between('2025-03-12T08:00Z', '2025-03-12T12:00Z'),
  between('2025-03-12T10:00Z', '2025-03-12T16:00Z'),
  between('2025-03-12T06:00Z', '2025-03-12T09:00Z'),
];

/** The location of every nth call. */
function locationsOfEvery(nth: number): CallLocation[] {
  const calls = ccrm.sandbox.data.calls.filter((_, index) => index % nth === 0);
  return calls.map(({ uuid, callDate }) => ({ workspace: 'acme', uuid, localDate: callDate }));
}

describe('overlapping ranges, none within another,', () => {
  beforeEach(() => {
    ccrm.sandbox.data.calls = manyCalls(240, DAY);
  });

  test('take one request in one operation', async () => {
    const history = source.open();
    const walks = await Promise.all(RANGES.map((range) => allOf(history.walk(range, 'NEWEST_FIRST'))));
    expect(walks.map(({ length }) => length)).toEqual([40, 60, 30]);
    expect(await Promise.all(RANGES.map((range) => history.count(range)))).toEqual([40, 60, 30]);
    expect(pages()).toBe(1);
  });

  test('take one request in concurrent operations', async () => {
    const walks = RANGES.map((range) => allOf(source.open().walk(range, 'OLDEST_FIRST')));
    expect((await Promise.all(walks)).map(({ length }) => length)).toEqual([40, 60, 30]);
    expect(pages()).toBe(1);
  });

  test.each(['newest-first', 'oldest-first', 'unsorted'] as const)(
    'are complete if one page doesn’t hold all their calls (%s)',
    async (order) => {
      Object.assign(ccrm.sandbox.behaviour, { pageSize: 40, callHistoryOrder: order });
      const history = source.open();
      const walks = await Promise.all(RANGES.map((range) => allOf(history.walk(range, 'NEWEST_FIRST'))));
      expect(walks.map(({ length }) => length)).toEqual([40, 60, 30]);
      expect(walks.map((calls) => new Set(calls).size)).toEqual([40, 60, 30]);
    },
  );
});

test('a range that another operation’s in-flight request covers waits for its response', async () => {
  ccrm.sandbox.data.calls = manyCalls(240, DAY);
  ccrm.sandbox.behaviour.latencyMs = { callHistory: 50 };
  const longer = between('2025-03-12T06:00Z', '2025-03-12T16:00Z');
  const shorter = between('2025-03-12T08:00Z', '2025-03-12T12:00Z');
  const first = allOf(source.open().walk(longer, 'NEWEST_FIRST'));
  await eventually(() => pages() === 1);
  const second = allOf(source.open().walk(shorter, 'NEWEST_FIRST'));
  expect([(await first).length, (await second).length]).toEqual([100, 40]);
  expect(pages()).toBe(1);
});

describe('finding fifty calls by location', () => {
  test.each([
    ['an hour', '2025-03-12 01:00:00'],
    ['a day', '2025-03-13 00:00:00'],
    ['a month', '2025-04-12 00:00:00'],
  ])('takes one request if they lie within %s that has at most a page of calls', async (_, to) => {
    ccrm.sandbox.data.calls = manyCalls(950, { from: '2025-03-12 00:00:00', to });
    const locations = locationsOfEvery(19);
    expect((await source.open().find(locations)).size).toBe(50);
    expect(pages()).toBe(1);
  });

  test('takes one request even if each call is loaded separately', async () => {
    ccrm.sandbox.data.calls = manyCalls(950, DAY);
    const history = source.open();
    const found = await Promise.all(locationsOfEvery(19).map((location) => history.find([location])));
    expect(found.map(({ size }) => size)).toEqual(Array.from({ length: 50 }, () => 1));
    expect(pages()).toBe(1);
  });

  // Also red if nothing is learned from incomplete pages: every page would yield one call.
  test.each(['newest-first', 'unsorted'] as const)(
    'takes at most nine requests if they are spread over five pages of calls (%s)',
    async (order) => {
      ccrm.sandbox.behaviour.callHistoryOrder = order;
      ccrm.sandbox.data.calls = manyCalls(5000, DAY);
      expect((await source.open().find(locationsOfEvery(100))).size).toBe(50);
      // Measured: 7 and 9.
      expect(pages()).toBeLessThanOrEqual(9);
    },
  );

  test('takes one request each if each call is on a page of its own', async () => {
    ccrm.sandbox.behaviour.pageSize = 20;
    ccrm.sandbox.data.calls = manyCalls(1000, DAY);
    expect((await source.open().find(locationsOfEvery(20))).size).toBe(50);
    // Two more requests, by which the source learns it.
    expect(pages()).toBeLessThanOrEqual(52);
  });

  // Red if the distance is ignored: one request would span years.
  test('requests calls that are more than a month apart one by one', async () => {
    ccrm.sandbox.data.calls = manyCalls(10, { from: '2015-01-01 00:00:00', to: '2025-01-01 00:00:00' });
    expect((await source.open().find(locationsOfEvery(5))).size).toBe(2);
    expect(pages()).toBe(2);
  });
});

// Red if each operation detects the page size for itself.
test('a page size smaller than documented is detected once, not by each operation', async () => {
  ccrm.sandbox.behaviour.pageSize = 50;
  ccrm.sandbox.data.calls = manyCalls(240, DAY);
  const whole = between('2025-03-11T23:00Z', '2025-03-12T23:00Z');
  await source.open().walk(whole, 'NEWEST_FIRST')[Symbol.asyncIterator]().next();
  const second = () => ccrm.requests('callHistory').filter(({ query }) => query['page'] === '2').length;
  expect(second()).toBe(1);
  expect(await allOf(source.open().walk(whole, 'NEWEST_FIRST'))).toHaveLength(240);
  expect(second()).toBe(1);
});

// Red if every call that is read is cached.
test('a walk over more than 20,000 calls caches only its first calls for other operations', async () => {
  ccrm.sandbox.data.calls = manyCalls(
    23_000,
    { from: '2025-03-01 00:00:00', to: '2025-03-13 00:00:00' },
    { from: [], to: [], userTalk: null, externalNumber: null },
  );
  await allOf(source.open().walk(between('2025-02-28T23:00Z', '2025-03-12T23:00Z'), 'NEWEST_FIRST'));
  ccrm.sandbox.clearRequests();
  await allOf(source.open().walk(between('2025-03-12T00:00Z', '2025-03-12T23:00Z'), 'NEWEST_FIRST'));
  expect(pages()).toBe(0);
  await allOf(source.open().walk(between('2025-03-01T00:00Z', '2025-03-01T01:00Z'), 'NEWEST_FIRST'));
  expect(pages()).toBe(1);
});
