import { expect, test } from '@jest/globals';
import { dueInterval } from '../../../src/archive/sync/due-interval.js';
import { DAY, HOUR, type Interval, MINUTE, SECOND } from '../../../src/domain/interval.js';

const NOW = Date.parse('2025-03-12T12:00:00Z');
const SINCE = NOW - 60 * DAY;
const LATEST = { age: 'LATEST', start: NOW - 2 * DAY, end: NOW, every: MINUTE };
const WEEK = { age: 'WEEK', start: NOW - 7 * DAY, end: LATEST.start - SECOND, every: HOUR };
const MONTH = { age: 'MONTH', start: NOW - 30 * DAY, end: WEEK.start - SECOND, every: DAY };
const OLDER = { age: 'OLDER', start: SINCE, end: MONTH.start - SECOND, every: 30 * DAY };
const AGES = [OLDER, MONTH, WEEK, LATEST];

/** Everything is archived: these intervals were fetched so long ago, the others just now. */
function fetched(ago: ReadonlyMap<Interval, number>) {
  return AGES.map((age) => ({ start: age.start, end: age.end, fetchedAt: NOW - (ago.get(age) ?? 0) }));
}

const due = (ago: ReadonlyMap<Interval, number>, last: 'LATEST' | null = null) =>
  dueInterval(fetched(ago), SINCE, NOW, last, SINCE)?.age ?? null;

test.each(AGES)('calls of the age $age are read again $every ms after they were fetched', (age) => {
  expect(due(new Map([[age, age.every - SECOND]]))).toBeNull();
  expect(due(new Map([[age, age.every]]))).toBe(age.age);
});

test('younger calls are read first, but not twice in a row while older ones are due', () => {
  const both = new Map([
    [LATEST, MINUTE],
    [OLDER, 30 * DAY],
  ]);
  expect(due(both)).toBe('LATEST');
  expect(due(both, 'LATEST')).toBe('OLDER');
  expect(due(new Map([[LATEST, MINUTE]]), 'LATEST')).toBe('LATEST');
});
