import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CallLocation } from '../../../../src/domain/call.js';
import { aCallCache } from '../cache/a-call-cache.js';
import { aClock } from '../../../support/a-clock.js';
import { eventually } from '../../../support/eventually.js';
import { manyCalls } from '../../../support/builders.js';
import { allOf, between, type Ccrm, type ConnectedCcrm, connectCcrm, startCcrm } from '../a-ccrm.js';

/*
 * What is asked for in the same moment is planned together. Red if nothing is planned, unless said otherwise:
 * then everyone asks for the interval that it needs.
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

/** Keeps what it reads; nothing is kept or learned yet. */
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

/** Where every nth call stands. */
function locationsOfEvery(nth: number): CallLocation[] {
  const calls = ccrm.sandbox.data.calls.filter((_, index) => index % nth === 0);
  return calls.map(({ uuid, callDate }) => ({ workspace: 'acme', uuid, localDate: callDate }));
}

describe('ranges that overlap, none within another,', () => {
  beforeEach(() => {
    ccrm.sandbox.data.calls = manyCalls(240, DAY);
  });

  test('cost one page in one operation', async () => {
    const history = source.open();
    const walks = await Promise.all(RANGES.map((range) => allOf(history.walk(range, 'NEWEST_FIRST'))));
    expect(walks.map(({ length }) => length)).toEqual([40, 60, 30]);
    expect(await Promise.all(RANGES.map((range) => history.count(range)))).toEqual([40, 60, 30]);
    expect(pages()).toBe(1);
  });

  test('cost one page in operations at the same time', async () => {
    const walks = RANGES.map((range) => allOf(source.open().walk(range, 'OLDEST_FIRST')));
    expect((await Promise.all(walks)).map(({ length }) => length)).toEqual([40, 60, 30]);
    expect(pages()).toBe(1);
  });

  test.each(['newest-first', 'oldest-first', 'unsorted'] as const)(
    'are whole if the page doesn’t hold them all (%s)',
    async (order) => {
      Object.assign(ccrm.sandbox.behaviour, { pageSize: 40, callHistoryOrder: order });
      const history = source.open();
      const walks = await Promise.all(RANGES.map((range) => allOf(history.walk(range, 'NEWEST_FIRST'))));
      expect(walks.map(({ length }) => length)).toEqual([40, 60, 30]);
      expect(walks.map((calls) => new Set(calls).size)).toEqual([40, 60, 30]);
    },
  );
});

test('a range that another operation’s request under way reaches into waits for it', async () => {
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

describe('fifty calls at their locations', () => {
  test.each([
    ['an hour', '2025-03-12 01:00:00'],
    ['a day', '2025-03-13 00:00:00'],
    ['a month', '2025-04-12 00:00:00'],
  ])('within %s of at most a page cost one page', async (_, to) => {
    ccrm.sandbox.data.calls = manyCalls(950, { from: '2025-03-12 00:00:00', to });
    const locations = locationsOfEvery(19);
    expect((await source.open().find(locations)).size).toBe(50);
    expect(pages()).toBe(1);
  });

  test('of which each is loaded for itself cost one page as well', async () => {
    ccrm.sandbox.data.calls = manyCalls(950, DAY);
    const history = source.open();
    const found = await Promise.all(locationsOfEvery(19).map((location) => history.find([location])));
    expect(found.map(({ size }) => size)).toEqual(Array.from({ length: 50 }, () => 1));
    expect(pages()).toBe(1);
  });

  // Red if pages that were cut off teach nothing, too: every page would bring one call.
  test.each(['newest-first', 'unsorted'] as const)(
    'of five pages cost few pages more than that (%s)',
    async (order) => {
      ccrm.sandbox.behaviour.callHistoryOrder = order;
      ccrm.sandbox.data.calls = manyCalls(5000, DAY);
      expect((await source.open().find(locationsOfEvery(100))).size).toBe(50);
      // Measured: 7 and 9.
      expect(pages()).toBeLessThanOrEqual(9);
    },
  );

  test('that each have a page of their own cost one request each', async () => {
    ccrm.sandbox.behaviour.pageSize = 20;
    ccrm.sandbox.data.calls = manyCalls(1000, DAY);
    expect((await source.open().find(locationsOfEvery(20))).size).toBe(50);
    // Two more, by which the source learns it.
    expect(pages()).toBeLessThanOrEqual(52);
  });

  // Red if nothing is too far apart: the provider would be asked for years.
  test('more than a month apart are asked for one by one', async () => {
    ccrm.sandbox.data.calls = manyCalls(10, { from: '2015-01-01 00:00:00', to: '2025-01-01 00:00:00' });
    expect((await source.open().find(locationsOfEvery(5))).size).toBe(2);
    expect(pages()).toBe(2);
  });
});

// Red if each operation learns for itself.
test('that pages are smaller than documented is found out once, not by each operation', async () => {
  ccrm.sandbox.behaviour.pageSize = 50;
  ccrm.sandbox.data.calls = manyCalls(240, DAY);
  const whole = between('2025-03-11T23:00Z', '2025-03-12T23:00Z');
  await source.open().walk(whole, 'NEWEST_FIRST')[Symbol.asyncIterator]().next();
  const second = () => ccrm.requests('callHistory').filter(({ query }) => query['page'] === '2').length;
  expect(second()).toBe(1);
  expect(await allOf(source.open().walk(whole, 'NEWEST_FIRST'))).toHaveLength(240);
  expect(second()).toBe(1);
});

// Red if everything is kept that is read.
test('of a walk over more than 20,000 calls the first ones are kept for others, not the rest', async () => {
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
