import { describe, expect, test } from '@jest/globals';
import { compareCalls } from '../../src/domain/call.js';
import {
  callsBetween,
  callsWithin,
  CLOCK_SKEW,
  contains,
  endingAt,
  HOUR,
  intersection,
  lengthOf,
  startingAt,
  wholeSeconds,
} from '../../src/domain/interval.js';
import { aDecodedCall } from '../providers/ccrm/a-decoded-call.js';

const calls = [1000, 2000, 2000, 5000].map((startedAt) => ({ startedAt }));

describe('the whole seconds of a range', () => {
  test.each([
    [1000, 3000, { start: 1000, end: 2000 }],
    [1001, 3001, { start: 2000, end: 3000 }],
    [1999, 2001, { start: 2000, end: 2000 }],
    [1000, 1001, { start: 1000, end: 1000 }],
    [1001, 2000, null],
    [1000, 1000, null],
  ])('are those that start in it: from %i to %i', (from, to, expected) => {
    expect(wholeSeconds({ from, to })).toEqual(expected);
  });
});

describe('a part of an interval', () => {
  const interval = { start: 2000, end: 5000 };

  test('starts at the later start and ends at the earlier end', () => {
    expect(startingAt(interval, 3000)).toEqual({ start: 3000, end: 5000 });
    expect(startingAt(interval, 1000)).toEqual(interval);
    expect(endingAt(interval, 3000)).toEqual({ start: 2000, end: 3000 });
    expect(endingAt(interval, 9000)).toEqual(interval);
    expect(intersection(interval, { start: 3000, end: 9000 })).toEqual({ start: 3000, end: 5000 });
    expect(intersection(interval, { start: 1000, end: 4000 })).toEqual({ start: 2000, end: 4000 });
  });

  test('includes both of its ends', () => {
    expect(startingAt(interval, 5000)).toEqual({ start: 5000, end: 5000 });
    expect(endingAt(interval, 2000)).toEqual({ start: 2000, end: 2000 });
    expect(intersection(interval, { start: 5000, end: 9000 })).toEqual({ start: 5000, end: 5000 });
    expect([1999, 2000, 5000, 5001].map((instant) => contains(interval, instant))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('is null if it is empty', () => {
    expect(startingAt(interval, 5001)).toBeNull();
    expect(endingAt(interval, 1999)).toBeNull();
    expect(intersection(interval, { start: 5001, end: 9000 })).toBeNull();
  });

  test('lasts one second if it starts and ends at the same instant', () => {
    expect(lengthOf({ start: 2000, end: 2000 })).toBe(1000);
    expect(lengthOf(interval)).toBe(4000);
  });
});

describe('the calls of an interval', () => {
  test.each([
    [0, 900, []],
    [0, 1000, [1000]],
    [1000, 2000, [1000, 2000, 2000]],
    [1001, 4999, [2000, 2000]],
    [2000, 5000, [2000, 2000, 5000]],
    [5001, 9000, []],
  ])('are those that start in it, both ends included: from %i to %i', (start, end, expected) => {
    expect(callsBetween({ start, end }, calls).map(({ startedAt }) => startedAt)).toEqual(expected);
  });

  test('are the same array if the interval contains all calls', () => {
    expect(callsBetween({ start: 1000, end: 5000 }, calls)).toBe(calls);
    expect(callsBetween({ start: 2000, end: 5000 }, calls)).not.toBe(calls);
    expect(callsBetween({ start: 1000, end: 4000 }, calls)).not.toBe(calls);
  });

  test('contain each call once (the first of duplicates), ordered by start, then by uuid', () => {
    const one = aDecodedCall({ uuid: 'b', startedAt: 2000 });
    const again = aDecodedCall({ uuid: 'b', startedAt: 3000 });
    const other = aDecodedCall({ uuid: 'a', startedAt: 2000 });
    const early = aDecodedCall({ uuid: 'c', startedAt: 1000 });
    const outside = aDecodedCall({ uuid: 'd', startedAt: 4000 });
    const within = callsWithin({ start: 1000, end: 3000 }, [outside, one, again, other, early]);
    expect(within).toEqual([early, other, one]);
  });
});

test('calls are compared by start, then by uuid', () => {
  const call = (startedAt: number, uuid: string) => ({ startedAt, uuid });
  expect(compareCalls(call(2000, 'a'), call(1000, 'b'))).toBe(1000);
  expect(compareCalls(call(1000, 'a'), call(1000, 'b'))).toBe(-1);
  expect(compareCalls(call(1000, 'b'), call(1000, 'a'))).toBe(1);
  expect(compareCalls(call(1000, 'a'), call(1000, 'a'))).toBe(0);
});

test('HOUR and CLOCK_SKEW are in milliseconds', () => {
  expect([HOUR, CLOCK_SKEW]).toEqual([3_600_000, 60_000]);
});
