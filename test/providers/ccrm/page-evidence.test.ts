import { describe, expect, test } from '@jest/globals';
import { callsWithin, judgePage, type Page } from '../../../src/providers/ccrm/range/page-evidence.js';
import { numberedUuid } from '../../sandbox/builders.js';
import { aDecodedCall } from './a-decoded-call.js';

const PAGE_SIZE = 5;
const STRETCH = { start: 10_000, end: 90_000 };

/** Calls at these seconds. */
function callsAt(...seconds: readonly number[]) {
  return seconds.map((second, index) =>
    aDecodedCall({ uuid: numberedUuid(index), startedAt: second * 1000 }),
  );
}

function aPage(seconds: readonly number[], facts: Partial<Page> = {}): Page {
  return { calls: callsAt(...seconds), received: seconds.length, total: seconds.length, ...facts };
}

const nothingKnown = { known: null, count: null, before: null, behind: null };

describe('a page that holds every record', () => {
  test('proves the whole stretch, and counts what lies beside it', () => {
    expect(judgePage(STRETCH, aPage([91, 90, 30, 10, 9]), PAGE_SIZE)).toEqual({
      known: STRETCH,
      count: 3,
      total: 5,
      before: 1,
      behind: 1,
      order: 'NEWEST_FIRST',
      crowded: null,
    });
  });

  test.each([
    ['it is as full as can be and has its total', aPage([20, 30, 40, 50, 60])],
    ['it isn’t full and has its total', aPage([20, 30])],
    ['it isn’t full and the total is missing', aPage([20, 30], { total: null })],
    ['it isn’t full and the total is too small', aPage([20, 30], { total: 1 })],
    ['it has no record at all', aPage([], { total: 7 })],
    ['some of its records couldn’t be read', aPage([20, 30], { received: 4, total: 4 })],
  ])('is one of which can be said: %s', (_, page) => {
    expect(judgePage(STRETCH, page, PAGE_SIZE)).toMatchObject({
      known: STRETCH,
      count: page.calls.length,
      total: page.received,
      before: 0,
      behind: 0,
    });
  });

  test('counts a call that is on it twice once', () => {
    const calls = callsAt(20, 30);
    const page = aPage([], { calls: [...calls, ...calls], received: 4, total: 4 });
    expect(judgePage(STRETCH, page, PAGE_SIZE).count).toBe(2);
  });
});

describe('a page that is cut off', () => {
  test('and newest first proves what is newer than the second at which it was cut', () => {
    expect(judgePage(STRETCH, aPage([91, 90, 60, 50, 50], { total: 9 }), PAGE_SIZE)).toEqual({
      known: { start: 51_000, end: 90_000 },
      count: null,
      total: 9,
      before: null,
      behind: 1,
      order: 'NEWEST_FIRST',
      crowded: null,
    });
  });

  test('and oldest first proves what is older than the second at which it was cut', () => {
    expect(judgePage(STRETCH, aPage([9, 10, 40, 50, 50], { total: 9 }), PAGE_SIZE)).toEqual({
      known: { start: 10_000, end: 49_000 },
      count: null,
      total: 9,
      before: 1,
      behind: null,
      order: 'OLDEST_FIRST',
      crowded: null,
    });
  });

  test.each([
    ['newest first', [91, 91, 90, 30, 9]],
    ['oldest first', [9, 10, 30, 91, 91]],
  ])('beyond the stretch proves all of it: %s', (_, seconds) => {
    const answer = judgePage(STRETCH, aPage(seconds, { total: 9 }), PAGE_SIZE);
    expect(answer).toMatchObject({ known: STRETCH, count: 2, total: 9 });
  });

  test.each([
    ['before the stretch begins', [5, 6, 7, 8, 9], 'OLDEST_FIRST'],
    ['behind the stretch’s end', [95, 94, 93, 92, 91], 'NEWEST_FIRST'],
    ['in the stretch’s first second', [8, 9, 10, 10, 10], 'OLDEST_FIRST'],
    ['in the stretch’s last second', [91, 90, 90, 90, 90], 'NEWEST_FIRST'],
  ] as const)(
    '%s proves nothing, not even what lies beside it, and tells the last second',
    (_, seconds, order) => {
      const page = aPage(seconds, { total: 9 });
      const crowded = seconds[4] * 1000;
      expect(judgePage(STRETCH, page, PAGE_SIZE)).toEqual({ ...nothingKnown, total: 9, order, crowded });
    },
  );

  test.each([
    ['unsorted', [20, 40, 30, 50, 60], 'UNSORTED', null],
    ['all of one second', [20, 20, 20, 20, 20], null, 20_000],
  ] as const)('proves nothing where it is %s', (_, seconds, order, crowded) => {
    const page = aPage(seconds, { total: 9 });
    expect(judgePage(STRETCH, page, PAGE_SIZE)).toEqual({ ...nothingKnown, total: 9, order, crowded });
  });

  test.each([
    ['the total is missing', { total: null }],
    ['the total is smaller than the page', { total: 2 }],
  ])('is one of a full page where %s', (_, facts) => {
    const page = aPage([60, 50, 40, 30, 20], facts);
    expect(judgePage(STRETCH, page, PAGE_SIZE)).toMatchObject({
      known: { start: 21_000, end: 90_000 },
      total: null,
    });
  });

  test('may be one that isn’t full: pages may be smaller than documented', () => {
    const page = aPage([60, 50], { total: 9 });
    expect(judgePage(STRETCH, page, PAGE_SIZE)).toMatchObject({ known: { start: 51_000, end: 90_000 } });
  });

  test('proves nothing where none of its records could be read', () => {
    const page = aPage([], { received: 5, total: 9 });
    expect(judgePage(STRETCH, page, PAGE_SIZE)).toEqual({
      ...nothingKnown,
      total: 9,
      order: null,
      crowded: null,
    });
  });
});

test('calls within a stretch are oldest first, then by uuid, each once', () => {
  const [a, b, c, d, e] = callsAt(90, 30, 30, 9, 91);
  const calls = [a, c, b, d, e, b].filter((call) => call !== undefined);
  expect(callsWithin(STRETCH, calls)).toEqual([b, c, a]);
});
