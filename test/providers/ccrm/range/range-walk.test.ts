import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CallOrder, TimeRange } from '../../../../src/domain/call.js';
import type { WireCall } from '../../../../src/sandbox/wire.js';
import { aCall, manyCalls, numberedUuid } from '../../../support/builders.js';
import { allOf, between, type Ccrm, startCcrm } from '../a-ccrm.js';
import { expectedCalls } from './expected-calls.js';

/*
 * Whatever the provider's order and bounds, a walk returns all calls of a range, each once, in the requested order.
 * With pages of 10, a few dozen calls show what takes thousands with pages of 1000.
 */

const ORDERS = ['newest-first', 'oldest-first', 'unsorted'] as const;
const BOUNDS = ['inclusive', 'exclusive', 'half-open'] as const;
const WALKS: readonly CallOrder[] = ['NEWEST_FIRST', 'OLDEST_FIRST'];
const combinations = ORDERS.flatMap((order) =>
  BOUNDS.flatMap((bounds) => WALKS.map((walk) => [order, bounds, walk] as const)),
);

// Sends several thousand requests.
let ccrm: Ccrm;

beforeAll(async () => {
  ccrm = await startCcrm();
});

afterAll(() => ccrm.close());

beforeEach(() => {
  ccrm.sandbox.behaviour.pageSize = 10;
});

/** Walks and counts a range in a separate operation. */
async function expectAll(range: TimeRange, walk: CallOrder): Promise<void> {
  const expected = expectedCalls(ccrm.sandbox.data.calls, range, walk);
  const history = ccrm.open();
  expect((await allOf(history.walk(range, walk))).map(({ uuid }) => uuid)).toEqual(expected);
  expect(await history.count(range)).toBe(expected.length);
  expect(await ccrm.open().count(range)).toBe(expected.length);
}

function callsOn(seconds: readonly string[], from = 0): WireCall[] {
  return seconds.map((callDate, index) => aCall({ uuid: numberedUuid(from + index), callDate }));
}

describe.each(combinations)('provider order %s, %s bounds, walked %s', (order, bounds, walk) => {
  beforeEach(() => {
    ccrm.sandbox.behaviour.callHistoryOrder = order;
    ccrm.sandbox.behaviour.bounds = bounds;
  });

  test('a range contains its calls and none of adjacent seconds', async () => {
    const [from, to] = ['2025-03-12 11:00:00', '2025-03-12 12:00:00'];
    const within = manyCalls(60, { from, to });
    const beside = ['2025-03-12 10:59:59', '2025-03-12 10:59:58', to, '2025-03-12 12:00:01'];
    ccrm.sandbox.data.calls = [...within, ...callsOn([...beside, ...beside], 1000)];
    await expectAll(between('2025-03-12T10:00Z', '2025-03-12T11:00Z'), walk);
  });

  test('a range of one page contains its calls', async () => {
    const [from, to] = ['2025-03-12 11:00:00', '2025-03-12 12:00:00'];
    ccrm.sandbox.data.calls = [...manyCalls(9, { from, to }), ...callsOn([to], 1000)];
    await expectAll(between('2025-03-12T10:00Z', '2025-03-12T11:00Z'), walk);
  });

  test('an empty range contains no calls', async () => {
    ccrm.sandbox.data.calls = callsOn(['2025-03-12 10:59:59', '2025-03-12 12:00:00']);
    await expectAll(between('2025-03-12T10:00Z', '2025-03-12T11:00Z'), walk);
  });

  test('no call is lost in a second with more calls than a page, or in the seconds around it', async () => {
    const burst = manyCalls(35, { from: '2025-03-12 11:30:00', to: '2025-03-12 11:30:01' });
    const around = manyCalls(20, { from: '2025-03-12 11:29:58', to: '2025-03-12 11:30:03' });
    const sparse = manyCalls(30, { from: '2025-03-12 08:00:00', to: '2025-03-12 16:00:00' });
    const all = [...burst, ...around, ...sparse];
    ccrm.sandbox.data.calls = all.map((call, index) => ({ ...call, uuid: numberedUuid((index * 37) % 85) }));
    await expectAll(between('2025-03-12T07:00Z', '2025-03-12T15:30Z'), walk);
  });

  test('no call is lost in the nights when the clocks change', async () => {
    ccrm.sandbox.data.calls = [
      ...manyCalls(50, { from: '2025-03-30 00:00:00', to: '2025-03-30 06:00:00' }),
      ...manyCalls(50, { from: '2025-10-26 00:00:00', to: '2025-10-26 06:00:00' }).map((call, index) => ({
        ...call,
        uuid: numberedUuid(50 + index),
      })),
    ];
    await expectAll(between('2025-03-29T00:00Z', '2025-10-27T00:00Z'), walk);
    // Bounds in the missing hour and in both occurrences of the repeated one.
    await expectAll(between('2025-03-30T01:00Z', '2025-03-30T02:00Z'), walk);
    await expectAll(between('2025-10-26T00:20Z', '2025-10-26T02:20Z'), walk);
    await expectAll(between('2025-10-26T01:20Z', '2025-10-26T03:20Z'), walk);
    await expectAll(between('2025-10-26T01:10Z', '2025-10-26T01:50Z'), walk);
  });

  test('unreadable records don’t affect other records', async () => {
    const [from, to] = ['2025-03-12 11:00:00', '2025-03-12 12:00:00'];
    const calls = manyCalls(60, { from, to });
    const odd = calls.map((call, index) =>
      // A page with only unreadable records would be an error.
      index % 4 === 2 ? { ...call, uuid: `odd ${String(index)}` } : call,
    );
    ccrm.sandbox.data.calls = odd;
    const range = between('2025-03-12T10:00Z', '2025-03-12T11:00Z');
    const expected = expectedCalls(odd, range, walk).filter((uuid) => !uuid.startsWith('odd'));
    const read = await allOf(ccrm.open().walk(range, walk));
    expect(read.map(({ uuid }) => uuid)).toEqual(expected);
  });
});

test.each(WALKS)('the documented page size of 1000 is also walked %s', async (walk) => {
  ccrm.sandbox.behaviour.pageSize = 1000;
  ccrm.sandbox.behaviour.callHistoryOrder = 'newest-first';
  ccrm.sandbox.data.calls = [
    ...manyCalls(1500, { from: '2025-03-12 08:00:00', to: '2025-03-12 11:00:00' }),
    ...manyCalls(1200, { from: '2025-03-12 12:00:00', to: '2025-03-12 12:00:01' }).map((call, index) => ({
      ...call,
      uuid: numberedUuid(1500 + index),
    })),
  ];
  await expectAll(between('2025-03-12T00:00Z', '2025-03-13T00:00Z'), walk);
});

// Red if the repeated hour is divided: the dates of each of its seconds match nearly all of its calls.
test.each(WALKS)('a repeated hour of more than a page takes few requests (%s)', async (walk) => {
  ccrm.sandbox.behaviour.callHistoryOrder = 'unsorted';
  ccrm.sandbox.data.calls = [
    ...manyCalls(95, { from: '2025-10-26 02:00:00', to: '2025-10-26 03:00:00' }),
    ...manyCalls(60, { from: '2025-10-26 00:00:00', to: '2025-10-26 06:00:00' }).map((call, index) => ({
      ...call,
      uuid: numberedUuid(95 + index),
    })),
  ];
  ccrm.sandbox.clearRequests();
  await expectAll(between('2025-10-25T00:00Z', '2025-10-27T00:00Z'), walk);
  await expectAll(between('2025-10-26T00:20Z', '2025-10-26T00:50Z'), walk);
  await expectAll(between('2025-10-26T01:20Z', '2025-10-26T01:50Z'), walk);
  expect(ccrm.requests('callHistory').length).toBeLessThan(250);
});
