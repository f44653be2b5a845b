import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { CallOrder, TimeRange } from '../../../src/domain/call.js';
import type { WireCall } from '../../../src/sandbox/wire.js';
import { manyCalls, numberedUuid } from '../../sandbox/builders.js';
import { allOf, between, type Ccrm, startCcrm } from './a-ccrm.js';
import { expectedCalls } from './expected-calls.js';

/*
 * A walk through a range costs a request for each thousand of its calls and two more, whichever way the provider sorts.
 * The clustered ones are red with windows of one page each, 15,000 spread evenly where such a page is filled to 70 %.
 */

const FOUR_WEEKS = between('2025-03-02T23:00Z', '2025-03-30T22:00Z');
const HOUR = between('2025-03-12T10:00Z', '2025-03-12T11:00Z');
const COMBINATIONS = (['newest-first', 'oldest-first'] as const).flatMap((order) =>
  (['NEWEST_FIRST', 'OLDEST_FIRST'] as const).map((walk) => [order, walk] as const),
);
const SMALL = { from: [], to: [], userTalk: null, externalNumber: null };

// Thousands of records are made, sent and read.
jest.setTimeout(60_000);

let ccrm: Ccrm;

beforeAll(async () => {
  ccrm = await startCcrm();
});
afterAll(() => ccrm.close());
beforeEach(() => ccrm.sandbox.clearRequests());

/** With uuids in the order of their dates. */
function numbered(calls: readonly WireCall[]): WireCall[] {
  const sorted = calls.toSorted((a, b) => (a.callDate < b.callDate ? -1 : 1));
  return sorted.map((call, index) => ({ ...call, uuid: numberedUuid(index) }));
}

/** Ten hours of each workday, and one call on each day of the weekends. */
function officeHours(count: number): WireCall[] {
  const days = Array.from({ length: 28 }, (_, day) => `2025-03-${String(day + 3).padStart(2, '0')}`);
  const isWorkday = (_: string, day: number) => day % 7 < 5;
  const workdays = days.filter(isWorkday);
  return numbered(
    days.flatMap((day, index) => {
      const calls = isWorkday(day, index) ? count / workdays.length : 1;
      return manyCalls(calls, { from: `${day} 08:00:00`, to: `${day} 18:00:00` }, SMALL);
    }),
  );
}

/** All but a tenth of the calls in three of the hours of four weeks. */
function threeHours(count: number): WireCall[] {
  const spread = manyCalls(count / 10, { from: '2025-03-03 00:00:00', to: '2025-03-31 00:00:00' }, SMALL);
  const hours = ['2025-03-05 1', '2025-03-14 1', '2025-03-28 1'].flatMap((hour) =>
    manyCalls((count * 3) / 10, { from: `${hour}0:00:00`, to: `${hour}1:00:00` }, SMALL),
  );
  return numbered([...spread, ...hours]);
}

function evenly(count: number): WireCall[] {
  return manyCalls(count, { from: '2025-03-03 00:00:00', to: '2025-03-31 00:00:00' }, SMALL);
}

/** All calls of a range, after a request for each thousand and so many more. */
async function expectRequests(range: TimeRange, walk: CallOrder, more: number): Promise<void> {
  const expected = expectedCalls(ccrm.sandbox.data.calls, range, walk);
  const uuids = (await allOf(ccrm.open().walk(range, walk))).map(({ uuid }) => uuid);
  expect(uuids).toEqual(expected);
  expect(ccrm.requests('callHistory').length).toBeLessThanOrEqual(Math.ceil(expected.length / 1000) + more);
}

test.each([
  ['1500, spread evenly', evenly(1500), 2],
  ['4000, spread evenly', evenly(4000), 2],
  ['7300, spread evenly', evenly(7300), 2],
  ['15,000, spread evenly', evenly(15_000), 2],
  ['4000 in office hours', officeHours(4000), 2],
  ['15,000 in office hours', officeHours(15_000), 2],
  ['4000 in three hours', threeHours(4000), 2],
  // Each of the hours is come upon by surprise.
  ['15,000 in three hours', threeHours(15_000), 5],
])('%s', async (_, calls, more) => {
  ccrm.sandbox.data.calls = calls;
  for (const [order, walk] of COMBINATIONS) {
    ccrm.sandbox.clearRequests();
    ccrm.sandbox.behaviour.callHistoryOrder = order;
    await expectRequests(FOUR_WEEKS, walk, more);
  }
});

// Red where a page that is full of one second's calls isn't followed by that second: 30 and more.
test.each(COMBINATIONS)(
  'a second with more calls than a page costs three more (%s, walked %s)',
  async (order, walk) => {
    ccrm.sandbox.behaviour.callHistoryOrder = order;
    const around = manyCalls(1500, { from: '2025-03-12 11:00:00', to: '2025-03-12 12:00:00' }, SMALL);
    const busy = manyCalls(2300, { from: '2025-03-12 11:30:00', to: '2025-03-12 11:30:01' }, SMALL);
    ccrm.sandbox.data.calls = numbered([...around, ...busy]);
    await expectRequests(HOUR, walk, 2 + 3);
  },
);
