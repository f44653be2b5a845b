import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CallOrder } from '../../../../src/domain/call.js';
import { manyCalls } from '../../../support/builders.js';
import { allOf, between, type Ccrm, startCcrm } from '../a-ccrm.js';
import { type Meddler, type Meddling, startMeddler } from './a-meddler.js';
import { expectedCalls } from './expected-calls.js';

const HOUR = between('2025-03-12T10:00Z', '2025-03-12T11:00Z');
const RANGE = { from: '2025-03-12 11:00:00', to: '2025-03-12 12:00:00' };

// These tests create, send and read thousands of records.
let ccrm: Ccrm;
let meddler: Meddler | undefined;

beforeAll(async () => {
  ccrm = await startCcrm();
});

beforeEach(() => {
  Object.assign(ccrm.sandbox.behaviour, { callHistoryOrder: 'newest-first', pageSize: 1000 });
});

afterEach(() => meddler?.close());

afterAll(() => ccrm.close());

/** The count returned beside a walk, and the number of requests for both. */
async function expectWalk(meddling: Meddling, walk: CallOrder) {
  await meddler?.close();
  meddler = await startMeddler(ccrm.sandbox, meddling);
  const history = meddler.open();
  const uuids = (await allOf(history.walk(HOUR, walk))).map(({ uuid }) => uuid);
  expect(uuids).toEqual(expectedCalls(ccrm.sandbox.data.calls, HOUR, walk));
  return { count: await history.count(HOUR), requests: meddler.requests };
}

const total = (totalCount: unknown): Meddling => ({ change: (page) => (page.otherData = { totalCount }) });

describe.each([
  ['too large', 8437],
  ['far too large', 1_000_000_000],
  ['too small', 1],
  ['0', 0],
  ['negative', -1],
  ['missing', undefined],
  ['null', null],
  ['text', 'many'],
])('a total that is %s', (_, totalCount) => {
  test.each(['newest-first', 'oldest-first', 'unsorted'] as const)(
    'affects neither the calls nor the count of one page (%s)',
    async (order) => {
      ccrm.sandbox.behaviour.callHistoryOrder = order;
      ccrm.sandbox.data.calls = manyCalls(12, RANGE);
      for (const walk of ['NEWEST_FIRST', 'OLDEST_FIRST'] as const) {
        const { count, requests } = await expectWalk(total(totalCount), walk);
        expect(count).toBe(12);
        // The second page reveals whether a larger total is right.
        expect(requests).toBe(Number(totalCount) > 12 ? 2 : 1);
      }
    },
  );
});

describe.each([
  ['too large', 8437],
  ['far too large', 1_000_000_000],
  ['too small', 1],
  ['missing', undefined],
])('a total that is %s', (_, totalCount) => {
  test.each(['newest-first', 'unsorted'] as const)(
    'doesn’t affect the calls of several pages (%s)',
    async (order) => {
      ccrm.sandbox.behaviour.callHistoryOrder = order;
      ccrm.sandbox.data.calls = manyCalls(1100, RANGE);
      for (const walk of ['NEWEST_FIRST', 'OLDEST_FIRST'] as const) {
        const { requests } = await expectWalk(total(totalCount), walk);
        expect(requests).toBeLessThanOrEqual(30);
      }
    },
  );
});

// A short range is counted by walking it.
describe('the count of two pages', () => {
  const withoutTotal: Meddling = { change: (page) => delete page.otherData };

  test.each([
    ['too small', total(999)],
    ['missing', total(undefined)],
    ['missing together with otherData', withoutTotal],
  ])('is exact if the total is %s', async (_, meddling) => {
    ccrm.sandbox.data.calls = manyCalls(1100, RANGE);
    meddler = await startMeddler(ccrm.sandbox, meddling);
    expect(await meddler.open().count(HOUR)).toBe(1100);
  });

  test('is exact without a total if both pages have been read', async () => {
    ccrm.sandbox.data.calls = manyCalls(1100, RANGE);
    expect(await expectWalk(withoutTotal, 'NEWEST_FIRST')).toMatchObject({ count: 1100 });
  });
});

test('a total that stays at its maximum is no count, although a lower one was right', async () => {
  ccrm.sandbox.behaviour.pageSize = 100;
  ccrm.sandbox.data.calls = manyCalls(1500, RANGE);
  meddler = await startMeddler(ccrm.sandbox, {
    change(page) {
      page.otherData = { totalCount: Math.min(700, Number(page.otherData?.totalCount)) };
    },
  });
  const quarter = between('2025-03-12T10:00Z', '2025-03-12T10:15Z');
  expect(await meddler.open().count(quarter)).toBe(
    expectedCalls(ccrm.sandbox.data.calls, quarter, 'NEWEST_FIRST').length,
  );
  expect(await meddler.open().count(HOUR)).toBeNull();
});

test.each(['newest-first', 'oldest-first', 'unsorted'] as const)(
  'a total may be a JSON string (%s)',
  async (order) => {
    ccrm.sandbox.behaviour.callHistoryOrder = order;
    ccrm.sandbox.data.calls = manyCalls(1500, RANGE);
    const asText: Meddling = {
      change: ({ otherData }) => {
        if (otherData !== undefined) otherData.totalCount = String(otherData.totalCount);
      },
    };
    expect(await expectWalk(asText, 'NEWEST_FIRST')).toMatchObject({ count: 1500 });
  },
);

test.each([
  ['with its total', 1300],
  ['without a total', undefined],
])('a page that is repeated for a busy second is UPSTREAM_BAD_RESPONSE, %s', async (_, totalCount) => {
  ccrm.sandbox.data.calls = manyCalls(1000, { ...RANGE, to: '2025-03-12 11:00:01' });
  const walked = expectWalk(
    {
      // The page number is ignored: every page is the first, and nothing reveals the contents of the others.
      change: (page, query) => {
        if (query.get('page') !== '1') page.data = first;
        else if (page.data.length > 0) first = page.data;
        page.otherData = { totalCount };
      },
    },
    'NEWEST_FIRST',
  );
  await expect(walked).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', provider: 'ccrm' });
  expect(meddler?.requests).toBeLessThanOrEqual(40);
});

let first: unknown[] = [];

test.each(['newest-first', 'oldest-first', 'unsorted'] as const)(
  'pages that are smaller than documented are walked completely (%s)',
  async (order) => {
    Object.assign(ccrm.sandbox.behaviour, { callHistoryOrder: order, pageSize: 100 });
    ccrm.sandbox.data.calls = manyCalls(1050, RANGE);
    for (const walk of ['NEWEST_FIRST', 'OLDEST_FIRST'] as const) {
      const { count, requests } = await expectWalk({}, walk);
      expect(count).toBe(1050);
      expect(requests).toBeLessThanOrEqual(24);
    }
  },
);
