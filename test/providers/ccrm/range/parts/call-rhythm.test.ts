import { describe, expect, test } from '@jest/globals';
import type { CallOrder } from '../../../../../src/domain/call.js';
import { HOUR, SECOND } from '../../../../../src/domain/interval.js';
import { CallRhythm } from '../../../../../src/providers/ccrm/range/call-rhythm.js';
import { callAt, NOON, seconds } from './a-page.js';

const DAY = 24 * HOUR;
const MINUTE = 60 * SECOND;

/** A rhythm with 60 calls a day earlier in the ten minutes from noon, 120 in the next ten and 30 in the ten before. */
function aRhythm(order: CallOrder, noon = NOON): CallRhythm {
  const rhythm = new CallRhythm(order);
  const sign = order === 'OLDEST_FIRST' ? -1 : 1;
  const begin = (noon - NOON) / 1000 + (sign * DAY) / 1000;
  for (const [slot, count] of [
    [-1, 30],
    [0, 60],
    [1, 120],
  ] as const) {
    const start = begin + slot * 600;
    const calls = Array.from({ length: count }, (_, index) => callAt(start + (index * 600) / count));
    rhythm.pass(seconds(start, start + 599), calls);
  }
  return rhythm;
}

describe('the expected calls', () => {
  const walks = [
    // From five past twelve on: 30 calls in five minutes, then 12 a minute.
    ['OLDEST_FIRST', 300, 15, 150],
    ['OLDEST_FIRST', 300, 30, 300],
    ['OLDEST_FIRST', 300, 54, 420],
    ['OLDEST_FIRST', 0, 60, 600],
    // In the other direction, 30 calls in five minutes, then three a minute.
    ['NEWEST_FIRST', 299, 15, 150],
    ['NEWEST_FIRST', 299, 30, 300],
    ['NEWEST_FIRST', 299, 36, 420],
    ['NEWEST_FIRST', 599, 60, 600],
  ] as const;

  test.each(walks)('of a part of a slot are proportional to it (%s, from second %i, %i calls)', (...walk) => {
    const [order, edge, calls, expected] = walk;
    const length = aRhythm(order).lengthOf(calls, NOON + edge * SECOND, DAY / 2, 0, DAY);
    expect(length / SECOND).toBeCloseTo(expected, 6);
  });

  // The provider has no such calls, but a range may start then.
  test.each(walks)('are the same before 1970 (%s, from second %i, %i calls)', (...walk) => {
    const [order, edge, calls, expected] = walk;
    const noon = -100 * DAY + 12 * HOUR;
    const length = aRhythm(order, noon).lengthOf(calls, noon + edge * SECOND, DAY / 2, 0, DAY);
    expect(length / SECOND).toBeCloseTo(expected, 6);
  });

  test('are at least as many as the density predicts, slot by slot', () => {
    const rhythm = aRhythm('OLDEST_FIRST');
    // Nine a minute: more than the six of the first slot, fewer than the twelve of the second.
    expect(rhythm.lengthOf(90 + 24, NOON, HOUR, 9 / MINUTE, DAY)).toBeCloseTo(12 * MINUTE, 3);
  });

  test('never reach beyond the maximum', () => {
    const rhythm = aRhythm('OLDEST_FIRST');
    expect(rhythm.lengthOf(1000, NOON, 7 * MINUTE, 0, DAY)).toBe(7 * MINUTE);
    expect(rhythm.lengthOf(150, NOON, 15 * MINUTE, 0, DAY)).toBe(15 * MINUTE);
    expect(rhythm.lengthOf(42, NOON, 7 * MINUTE, 0, DAY)).toBeCloseTo(7 * MINUTE, 3);
  });

  test('of a second day are those of the last day that was walked', () => {
    const rhythm = aRhythm('OLDEST_FIRST');
    expect(rhythm.lengthOf(180, NOON, 2 * DAY, 0, DAY)).toBeCloseTo(20 * MINUTE, 3);
    expect(rhythm.lengthOf(240, NOON, 2 * DAY, 0, DAY)).toBeCloseTo(DAY + 10 * MINUTE, 3);
  });
});
