import { describe, expect, test } from '@jest/globals';
import type { CallOrder } from '../../../../src/domain/call.js';
import { HOUR } from '../../../../src/domain/interval.js';
import { CallRhythm, WEEK } from '../../../../src/providers/ccrm/range/call-rhythm.js';
import { nextLength, type WalkState } from '../../../../src/providers/ccrm/range/next-length.js';
import { aDecodedCall } from '../a-decoded-call.js';

const SECOND = 1000;
const DAY = 24 * HOUR;
const NOON = Date.parse('2025-03-12T12:00:00Z');

/** Passes `calls` evenly spread calls from an instant on. */
function pass(rhythm: CallRhythm, start: number, length: number, calls: number): void {
  const interval = { start, end: start + length - SECOND };
  const spread = Array.from({ length: calls }, (_, index) =>
    aDecodedCall({ uuid: String(index), startedAt: start + (index * length) / calls }),
  );
  rhythm.pass(interval, spread);
}

function aRhythm(
  order: CallOrder = 'OLDEST_FIRST',
  ...passed: readonly [start: number, length: number, calls: number][]
) {
  const rhythm = new CallRhythm(order);
  for (const [start, length, calls] of passed) pass(rhythm, start, length, calls);
  return rhythm;
}

function lengthOf(state: Partial<WalkState>): number {
  return nextLength({
    pageSize: 100,
    edge: NOON,
    unread: 10 * HOUR,
    left: null,
    isUntouched: false,
    isInner: false,
    rhythm: aRhythm(),
    ...state,
  });
}

describe('the next interval', () => {
  test.each([
    // Up to half of it, or three quarters of a page by the total.
    [null, 3.75 * HOUR],
    [100, 5 * HOUR],
    [150, 5 * HOUR],
    [300, 2.5 * HOUR],
    [1500, HOUR / 2],
  ])('is sized by the total (%s) at the beginning of a walk', (left, length) => {
    expect(lengthOf({ left, isUntouched: true })).toBe(length);
    expect(lengthOf({ left })).toBe(left !== null && left <= 95 ? 10 * HOUR : length);
  });

  test('covers the rest if the total leaves less than a page, unless nothing has been read yet', () => {
    const rhythm = aRhythm('OLDEST_FIRST', [NOON - HOUR, HOUR, 50]);
    expect(lengthOf({ left: 95, rhythm })).toBe(10 * HOUR);
    expect(lengthOf({ left: 96, rhythm })).toBeLessThan(10 * HOUR);
    expect(lengthOf({ left: 95, rhythm, isUntouched: true })).toBe(5 * HOUR);
  });

  test('targets nine tenths of a page by the higher of two densities', () => {
    const rhythm = aRhythm('OLDEST_FIRST', [NOON - HOUR, HOUR, 90]);
    expect(lengthOf({ rhythm })).toBeCloseTo(HOUR, 3);
    expect(lengthOf({ rhythm, left: 1800 })).toBeCloseTo(HOUR / 2, 3);
    expect(lengthOf({ rhythm, left: 100 })).toBeCloseTo(HOUR, 3);
  });

  test('targets three quarters of a page if the last page was less than half full', () => {
    const half = aRhythm('OLDEST_FIRST', [NOON - HOUR, HOUR, 50]);
    expect(lengthOf({ rhythm: half })).toBeCloseTo(1.8 * HOUR, 3);
    const less = aRhythm('OLDEST_FIRST', [NOON - HOUR, HOUR, 49]);
    expect(lengthOf({ rhythm: less })).toBeCloseTo((75 / 49) * HOUR, 3);
  });

  test('grows up to fourfold, or as far as a total allows', () => {
    const few = aRhythm('OLDEST_FIRST', [NOON - HOUR, HOUR, 10]);
    expect(lengthOf({ rhythm: few })).toBe(4 * HOUR);
    expect(lengthOf({ rhythm: few, left: 100 })).toBeCloseTo(7.5 * HOUR, 3);
    // After a page with hardly any calls: four times the length, or half of the rest.
    const none = aRhythm('OLDEST_FIRST', [NOON - HOUR, HOUR, 0]);
    expect(lengthOf({ rhythm: none })).toBe(4 * HOUR);
    expect(lengthOf({ rhythm: none, unread: 6 * HOUR, left: 1000 })).toBe(3 * HOUR);
    expect(lengthOf({ rhythm: none, left: 1000 })).toBe(4 * HOUR);
    const quarter = aRhythm('OLDEST_FIRST', [NOON - HOUR, HOUR, 25]);
    expect(lengthOf({ rhythm: quarter, left: 1000 })).toBeCloseTo(0.75 * HOUR, 3);
  });

  test('follows the pattern of the previous day or week once that has been walked', () => {
    const day = aRhythm('OLDEST_FIRST', [NOON - DAY, 12 * HOUR, 0], [NOON - DAY / 2, 12 * HOUR, 0]);
    expect(day.period).toBe(DAY);
    expect(lengthOf({ rhythm: day, left: 1000 })).toBeCloseTo(0.9 * HOUR, 3);
    const week = aRhythm('OLDEST_FIRST', [NOON - WEEK, WEEK, 0]);
    expect(week.period).toBe(WEEK);
    // An hour that was quiet last week is quiet this week, whatever the total says.
    expect(lengthOf({ rhythm: week, left: 1000 })).toBe(10 * HOUR);
    expect(lengthOf({ rhythm: week, left: 1000, isInner: true })).toBeCloseTo(0.9 * HOUR, 3);
  });
});

describe('a call rhythm', () => {
  test('has no density and no last interval at the start or after forgetRecent()', () => {
    const rhythm = aRhythm();
    expect([rhythm.density, rhythm.last, rhythm.period]).toEqual([0, null, null]);
    pass(rhythm, NOON, HOUR, 36);
    expect(rhythm.last).toEqual({ calls: 36, length: HOUR });
    expect(rhythm.density).toBe(36 / HOUR);
    rhythm.forgetRecent();
    expect([rhythm.density, rhythm.last]).toEqual([0, null]);
  });

  test('computes the density of the last three intervals', () => {
    const rhythm = aRhythm(
      'OLDEST_FIRST',
      [NOON, HOUR, 1000],
      [NOON + HOUR, HOUR, 10],
      [NOON + 2 * HOUR, HOUR, 20],
      [NOON + 3 * HOUR, HOUR, 30],
    );
    expect(rhythm.density).toBe(60 / (3 * HOUR));
    expect(rhythm.last).toEqual({ calls: 30, length: HOUR });
  });

  test('looks back a day once a day has been walked, and a week once a week has been walked', () => {
    const rhythm = aRhythm('OLDEST_FIRST', [NOON, DAY - SECOND, 0]);
    expect(rhythm.period).toBeNull();
    pass(rhythm, NOON + DAY - SECOND, SECOND, 0);
    expect(rhythm.period).toBe(DAY);
    pass(rhythm, NOON + DAY, WEEK - DAY, 0);
    expect(rhythm.period).toBe(WEEK);
  });

  test.each<[order: CallOrder, ahead: 1 | -1]>([
    ['OLDEST_FIRST', 1],
    ['NEWEST_FIRST', -1],
  ])('expects the calls of the previous period (%s)', (order, ahead) => {
    const edge = ahead === 1 ? NOON : NOON - SECOND;
    // 60 calls in the hour from noon on, a day closer to the start of the walk.
    const rhythm = aRhythm(order, [NOON - ahead * DAY - (ahead === 1 ? 0 : HOUR), HOUR, 60]);
    expect(rhythm.lengthOf(30, edge, DAY, 0, DAY)).toBeCloseTo(HOUR / 2, -4);
    // As far as is known, none in the following hours.
    expect(rhythm.lengthOf(61, edge, 5 * HOUR, 0, DAY)).toBe(5 * HOUR);
    // Nor a day later, but at least as many as the density predicts.
    expect(rhythm.lengthOf(61, edge, DAY, 1 / HOUR, DAY)).toBeCloseTo(2 * HOUR, -4);
    expect(rhythm.lengthOf(30, edge, HOUR / 4, 0, DAY)).toBe(HOUR / 4);
    // Two periods ahead: the calls of two periods ago.
    expect(rhythm.lengthOf(30, edge + ahead * DAY, DAY, 0, 2 * DAY)).toBeCloseTo(HOUR / 2, -4);
  });

  test('drops the earliest slot beyond two thousand', () => {
    const rhythm = aRhythm('OLDEST_FIRST', [NOON, 2001 * 600 * SECOND, 2001]);
    expect(rhythm.lengthOf(0.5, NOON + DAY, 600 * SECOND, 0, DAY)).toBe(600 * SECOND);
    expect(rhythm.lengthOf(0.5, NOON + DAY + 600 * SECOND, 600 * SECOND, 0, DAY)).toBe(300 * SECOND);
  });
});
