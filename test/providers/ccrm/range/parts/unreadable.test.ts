import { expect, test } from '@jest/globals';
import {
  isUnreadable,
  UnreadableIntervals,
  type IntervalCounts,
} from '../../../../../src/providers/ccrm/range/interval-reading.js';
import { seconds } from './a-page.js';

const counts = (count: number | null, records: number | null): IntervalCounts => ({
  count,
  records,
  before: 0,
  behind: 0,
  incomplete: null,
});
const UNREADABLE = counts(0, 3);
const EMPTY = counts(0, 0);
const INCOMPLETE = counts(null, null);

test.each([
  [UNREADABLE, true],
  [counts(0, 1), true],
  [EMPTY, false],
  [counts(1, 3), false],
  [INCOMPLETE, false],
  [counts(0, null), false],
])('an interval is unreadable if it has records but no calls (%j)', (given, expected) => {
  expect(isUnreadable(given)).toBe(expected);
});

test('an interval without calls is an error if it overlaps an unreadable one', () => {
  const intervals = new UnreadableIntervals();
  intervals.note(seconds(0, 9), EMPTY);
  intervals.note(seconds(10, 19), UNREADABLE);
  intervals.note(seconds(20, 29), counts(1, 3));
  const message = 'None of the provider’s 3 records could be read.';
  for (const overlapping of [seconds(10, 19), seconds(0, 10), seconds(19, 99), seconds(12, 12)]) {
    expect(() => intervals.throwIfUnreadable(overlapping)).toThrow(message);
  }
  for (const other of [seconds(0, 9), seconds(20, 29)]) {
    expect(() => intervals.throwIfUnreadable(other)).not.toThrow();
  }
});

test('unreadable intervals are archived once each, after a call has been read; all others immediately', () => {
  const intervals = new UnreadableIntervals();
  const archived: string[] = [];
  const archive = (name: string, each: IntervalCounts) => intervals.archive(each, () => archived.push(name));
  archive('unreadable', UNREADABLE);
  archive('empty', EMPTY);
  archive('another unreadable', UNREADABLE);
  expect(archived).toEqual(['empty']);
  archive('calls', counts(2, 2));
  expect(archived).toEqual(['empty', 'calls', 'unreadable', 'another unreadable']);
  archive('empty again', EMPTY);
  archive('a third unreadable', UNREADABLE);
  expect(archived.slice(4)).toEqual(['empty again', 'a third unreadable']);
});
