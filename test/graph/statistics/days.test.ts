import { setImmediate as othersTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { daysOf } from '../../../src/graph/call/statistics/local-periods.js';

const range = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) });

// Red if the days of a range are found in one turn: an operation may have 50 such fields.
test('the days of ten years, under many aliases, are found in several turns of the event loop', async () => {
  const ended = { value: false };
  let turns = 0;
  const all = Promise.all(
    Array.from({ length: 50 }, (_, second) =>
      daysOf(range(`2015-01-01T00:00:${10 + second}Z`, '2025-01-01T00:00:00Z'), 'Europe/Warsaw'),
    ),
  ).finally(() => (ended.value = true));
  while (!ended.value) {
    await othersTurn();
    turns += 1;
  }
  const [days = []] = await all;
  expect(days).toHaveLength(3654);
  expect(turns).toBeGreaterThan(10);
});

test.each([
  // Samoa had no 30 December 2011.
  ['Pacific/Apia', '2011-12-29T12:00:00-10:00', '2012-01-01T12:00:00+14:00', [12, 24, 12]],
  ['Europe/Warsaw', '2025-10-25T12:00:00+02:00', '2025-10-27T00:00:00+01:00', [12, 25]],
  ['Europe/Warsaw', '2025-03-30T00:00:00+01:00', '2025-03-31T00:00:00+02:00', [23]],
  ['Europe/Warsaw', '2025-03-12T10:00:00+01:00', '2025-03-12T11:00:00+01:00', [1]],
  ['Europe/Warsaw', '2025-03-12T10:00:00+01:00', '2025-03-12T10:00:00+01:00', []],
])('the days of %s from %s to %s', async (zone, from, to, hours) => {
  const days = await daysOf(range(from, to), zone);
  expect(days.map((day) => (day.to - day.from) / 3_600_000)).toEqual(hours);
});
