import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { manyCalls } from '../../../support/builders.js';
import { allOf, between, type Ccrm, startCcrm } from '../a-ccrm.js';
import { type Meddler, type Meddling, startMeddler } from './a-meddler.js';
import { expectedCalls } from './expected-calls.js';

/* An empty page that contradicts its own total never means "no calls", unless the account's totals are always wrong. */

const HOUR = between('2025-03-12T10:00Z', '2025-03-12T11:00Z');
const RANGE = { from: '2025-03-12 11:00:00', to: '2025-03-12 12:00:00' };
const QUIET = between('2025-03-12T03:00Z', '2025-03-12T04:00Z');
const BAD = { code: 'UPSTREAM_BAD_RESPONSE', provider: 'ccrm' };

let ccrm: Ccrm;
let meddler: Meddler | undefined;
/** Whether a request, numbered from 1, is answered by an empty page with the right total. */
let isEmpty: (request: number) => boolean;

beforeAll(async () => {
  ccrm = await startCcrm();
});
beforeEach(() => {
  Object.assign(ccrm.sandbox.behaviour, { callHistoryOrder: 'newest-first', pageSize: 1000 });
});
afterEach(() => meddler?.close());
afterAll(() => ccrm.close());

async function start(change?: Meddling['change']): Promise<Meddler> {
  let requests = 0;
  meddler = await startMeddler(ccrm.sandbox, {
    change(page, query) {
      requests += 1;
      if (isEmpty(requests)) page.data = [];
      change?.(page, query);
    },
  });
  return meddler;
}

async function walked(provider: Meddler, range = HOUR) {
  return (await allOf(provider.open().walk(range, 'NEWEST_FIRST'))).map(({ uuid }) => uuid);
}

const expected = () => expectedCalls(ccrm.sandbox.data.calls, HOUR, 'NEWEST_FIRST');

describe.each([
  [40, 1000],
  [40, 10],
  [2500, 1000],
])('a walk over %i calls in pages of %i', (count, pageSize) => {
  beforeEach(() => {
    ccrm.sandbox.data.calls = manyCalls(count, RANGE);
    ccrm.sandbox.behaviour.pageSize = pageSize;
  });

  test.each([1, 2, 3, 4, 5, 6, 7])('loses no call if one response is empty (request %i)', async (number) => {
    isEmpty = () => false;
    const provider = await start();
    // Unless the first response is the empty one, the account's totals have been right before.
    if (number > 1) await walked(provider, between('2025-03-12T10:00Z', '2025-03-12T10:00:01Z'));
    const first = provider.requests;
    isEmpty = (request) => request === first + number;
    expect(await walked(provider)).toEqual(expected());
    expect(await provider.open().count(HOUR)).toBe(count);
  });

  test('fails while all responses are empty, and succeeds afterwards', async () => {
    let isOut = false;
    isEmpty = () => isOut;
    const provider = await start();
    expect(await walked(provider)).toEqual(expected());
    isOut = true;
    await expect(walked(provider)).rejects.toMatchObject(BAD);
    await expect(provider.open().count(HOUR)).rejects.toMatchObject(BAD);
    isOut = false;
    expect(await walked(provider)).toEqual(expected());
    expect(await provider.open().count(HOUR)).toBe(count);
  });
});

test('an empty page 1 is an error if page 2 isn’t empty and page 1 stays empty', async () => {
  ccrm.sandbox.data.calls = manyCalls(1500, RANGE);
  isEmpty = () => false;
  const provider = await start((page, query) => {
    if (query.get('page') === '1') page.data = [];
  });
  await expect(walked(provider)).rejects.toMatchObject(BAD);
  expect(provider.requests).toBeLessThanOrEqual(6);
});

// Red if totals that are always wrong are never discredited: no quiet hour could be read.
test('an empty page is accepted after three requests if the account’s totals have never been right', async () => {
  ccrm.sandbox.data.calls = manyCalls(12, RANGE);
  isEmpty = () => false;
  const provider = await start((page) => (page.otherData = { totalCount: 8437 }));
  expect(await walked(provider, QUIET)).toEqual([]);
  expect(provider.requests).toBe(3);
  expect(await walked(provider, QUIET)).toEqual([]);
  expect(provider.requests).toBe(4);
  expect(await walked(provider)).toEqual(expected());
});

// Red if a total that ignores the times makes quiet hours permanent errors once a busy day's total has matched.
test('an empty page that counts records is accepted if three quiet hours in a row have one', async () => {
  ccrm.sandbox.data.calls = manyCalls(12, RANGE);
  isEmpty = () => false;
  const provider = await start((page) => (page.otherData = { totalCount: 12 }));
  const quiet = (hour: number) => between(`2025-03-12T0${hour}:00Z`, `2025-03-12T0${hour + 1}:00Z`);
  expect(await walked(provider)).toEqual(expected());
  await expect(walked(provider, quiet(2))).rejects.toMatchObject(BAD);
  await expect(walked(provider, quiet(2))).rejects.toMatchObject(BAD);
  await expect(walked(provider, quiet(3))).rejects.toMatchObject(BAD);
  expect(await walked(provider, quiet(4))).toEqual([]);
  expect(await walked(provider, quiet(2))).toEqual([]);
  expect(await walked(provider)).toEqual(expected());
});

// Red if a complete page is treated like a truncated one: calls outside the interval are omitted anyway.
test('a complete page with mostly calls of other dates still contributes its own', async () => {
  ccrm.sandbox.data.calls = manyCalls(3, RANGE);
  isEmpty = () => false;
  let isOfOthers = false;
  const provider = await start((page) => {
    const others = manyCalls(7, { from: '2025-02-01 11:00:00', to: '2025-02-01 12:00:00' });
    page.data = isOfOthers ? others.slice(3) : [...page.data, ...others.slice(3)];
    page.otherData = { totalCount: page.data.length };
  });
  expect(await walked(provider)).toEqual(expected());
  isOfOthers = true;
  await expect(walked(provider)).rejects.toMatchObject(BAD);
});

test('an empty page with the total 0 is accepted after one request', async () => {
  ccrm.sandbox.data.calls = manyCalls(12, RANGE);
  isEmpty = () => false;
  const provider = await start();
  expect(await walked(provider, QUIET)).toEqual([]);
  expect(provider.requests).toBe(1);
});
