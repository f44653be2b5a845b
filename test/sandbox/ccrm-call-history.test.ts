import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { aCall, manyCalls, numberedUuid } from '../support/builders.js';

const YEAR = 'dateFrom=2025-01-01%2000:00:00&dateTo=2025-12-31%2023:59:59';

let sandbox: Sandbox;

beforeEach(async () => {
  const calls = manyCalls(2500, { from: '2025-01-01 00:00:00', to: '2026-01-01 00:00:00' });
  sandbox = await startSandbox({ data: { calls } });
});

afterEach(() => sandbox.close());

async function history(query: string, token = sandbox.credentials.ccrmToken): Promise<Response> {
  return fetch(`${sandbox.ccrmUrl}/callHistory?${query}`, { headers: { authorization: `Bearer ${token}` } });
}

async function uuids(query: string): Promise<readonly string[]> {
  return [...(await (await history(query)).text()).matchAll(/"uuid":"(0{8}-[^"]+)"/g)].map(([, uuid]) =>
    String(uuid),
  );
}

test('a page has at most 1000 records, newest first, and the total count of the range', async () => {
  const body = await (await history(YEAR)).json();
  expect(body).toMatchObject({ success: true, otherData: { totalCount: 2500 }, message: 'OK' });
  const first = await uuids(YEAR);
  expect(first).toHaveLength(1000);
  expect(first[0]).toBe(numberedUuid(2499));
  expect(await uuids(`${YEAR}&page=1`)).toEqual(first);
});

test('the pages together contain every record once', async () => {
  const pages = await Promise.all([1, 2, 3].map((page) => uuids(`${YEAR}&page=${page}`)));
  expect(pages.map((page) => page.length)).toEqual([1000, 1000, 500]);
  expect(new Set(pages.flat()).size).toBe(2500);
});

test('a page after the last one is empty, but has the total count of the range', async () => {
  expect(await (await history(`${YEAR}&page=4`)).json()).toEqual({
    success: true,
    data: [],
    otherData: { totalCount: 2500 },
    message: 'OK',
  });
});

test('oldest-first and unsorted return the same records in another order', async () => {
  sandbox.behaviour.pageSize = 2500;
  const newestFirst = await uuids(YEAR);
  sandbox.behaviour.callHistoryOrder = 'oldest-first';
  expect(await uuids(YEAR)).toEqual(newestFirst.toReversed());
  sandbox.behaviour.callHistoryOrder = 'unsorted';
  const unsorted = await uuids(YEAR);
  expect(unsorted).not.toEqual(newestFirst);
  expect(unsorted.toSorted()).toEqual(newestFirst.toSorted());
});

test.each([
  ['inclusive', 3],
  ['half-open', 2],
  ['exclusive', 1],
] as const)('%s bounds return %p of three calls, at each bound and between them', async (bounds, count) => {
  sandbox.behaviour.bounds = bounds;
  sandbox.data.calls = ['08:00:00', '09:30:00', '11:00:00'].map((time) =>
    aCall({ callDate: `2025-03-12 ${time}` }),
  );
  const response = await history('dateFrom=2025-03-12%2008:00:00&dateTo=2025-03-12%2011:00:00');
  expect(await response.json()).toMatchObject({ otherData: { totalCount: count } });
});

test('a range of one second returns its call, and a reversed range is empty', async () => {
  sandbox.data.calls = [aCall({ callDate: '2025-03-12 08:00:00' })];
  const one = await history('dateFrom=2025-03-12%2008:00:00&dateTo=2025-03-12%2008:00:00');
  expect(await one.json()).toMatchObject({ otherData: { totalCount: 1 } });
  const backward = await history('dateFrom=2025-03-13%2008:00:00&dateTo=2025-03-11%2008:00:00');
  expect(await backward.json()).toMatchObject({ success: true, data: [], otherData: { totalCount: 0 } });
});

test('a call that arrives between two requests shifts the pages, and its deletion shifts them back', async () => {
  const second = await uuids(`${YEAR}&page=2`);
  sandbox.data.calls.push(aCall({ uuid: numberedUuid(9999), callDate: '2025-12-31 23:59:00' }));
  expect(await uuids(`${YEAR}&page=2`)).toEqual([numberedUuid(1500), ...second.slice(0, -1)]);
  sandbox.data.calls.pop();
  expect(await uuids(`${YEAR}&page=2`)).toEqual(second);
});

test('a call moves in the order when its date changes', async () => {
  const [call] = sandbox.data.calls;
  await uuids(YEAR);
  if (call !== undefined) call.callDate = '2025-12-31 23:59:59';
  expect((await uuids(YEAR))[0]).toBe(numberedUuid(0));
});

test.each([
  ['no dates', 'page=1'],
  ['no dateTo', 'dateFrom=2025-01-01%2000:00:00'],
  ['a date without a time', 'dateFrom=2025-01-01&dateTo=2025-01-02%2000:00:00'],
  ['a date with T', 'dateFrom=2025-01-01T00:00:00&dateTo=2025-01-02%2000:00:00'],
  ['a plus for the space', 'dateFrom=2025-01-01+00:00:00&dateTo=2025-01-02+00:00:00'],
  ['an encoded plus', 'dateFrom=2025-01-01%2B00:00:00&dateTo=2025-01-02%2000:00:00'],
  ['a day that doesn’t exist', 'dateFrom=2025-02-30%2000:00:00&dateTo=2025-03-02%2000:00:00'],
  ['page 0', `${YEAR}&page=0`],
  ['a page that isn’t a number', `${YEAR}&page=two`],
])('a request with %s returns 400', async (_, query) => {
  const response = await history(query);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ success: false });
});

test('colons may be percent-encoded', async () => {
  const query = 'dateFrom=2025-01-01%2000%3A00%3A00&dateTo=2025-12-31%2023%3A59%3A59';
  expect(await (await history(query)).json()).toMatchObject({ otherData: { totalCount: 2500 } });
});

test('a wrong key is rejected with the documented message', async () => {
  const response = await history(YEAR, 'wrong');
  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({ success: false, message: 'Unauthorized' });
});
