import { expect, test } from '@jest/globals';
import { writtenDate } from '../../src/upstream/written-date.js';

const NOON = '2026-03-04 12:00:00';

test.each<[value: unknown, local: string, zone: string | null]>([
  ['2026-03-04 12:00:00', NOON, null],
  ['2026-03-04T12:00:00', NOON, null],
  ['2026-03-04 12:00', NOON, null],
  [' 2026-03-04 12:00:59 ', '2026-03-04 12:00:59', null],
  ['2026-03-04 12:00:00.5', NOON, null],
  ['2026-03-04 12:00:00,123456789', NOON, null],
  ['2026-03-04T12:00:00Z', NOON, 'UTC'],
  ['2026-03-04t12:00:00z', NOON, 'UTC'],
  ['2026-03-04T12:00:00+01:00', NOON, '+01:00'],
  ['2026-03-04 12:00 -0130', NOON, '-0130'],
  ['2026-03-04 12:00:00 +01', NOON, '+01'],
  ...[
    ['UTC', 'UTC'],
    ['GMT', 'UTC'],
    ['WET', '+00:00'],
    ['WEST', '+01:00'],
    ['CET', '+01:00'],
    ['cet', '+01:00'],
    ['CEST', '+02:00'],
    ['EET', '+02:00'],
    ['EEST', '+03:00'],
    ['IDT', '+03:00'],
    ['MSK', '+03:00'],
    ['IST', 'IST'],
  ].map(([written = '', zone = '']): [string, string, string] => [`${NOON} ${written}`, NOON, zone]),
  // A DateTime of PHP, with a zone of each type.
  [{ date: '2026-03-04 12:00:00.000000', timezone_type: 1, timezone: '+01:00' }, NOON, '+01:00'],
  [{ date: '2026-03-04 12:00:00.000000', timezone_type: 2, timezone: 'CEST' }, NOON, '+02:00'],
  [{ date: '2026-03-04 12:00:00.000000', timezone_type: 3, timezone: 'CET' }, NOON, 'CET'],
  [
    { date: '2026-03-04 12:00:00.000000', timezone_type: '3', timezone: 'Europe/Warsaw' },
    NOON,
    'Europe/Warsaw',
  ],
  // A zone in the date itself takes precedence.
  [{ date: '2026-03-04 12:00:00 CET', timezone_type: 3, timezone: 'Europe/Moscow' }, NOON, '+01:00'],
  [{ date: '2026-03-04 12:00:00' }, NOON, null],
])('%j is read to the second, with its zone', (value, local, zone) => {
  expect(writtenDate(value)).toEqual({ local, zone });
});

test.each([
  null,
  '',
  {},
  [],
  1_772_625_600,
  '2026-03-04',
  '4.3.2026 12:00',
  '12026-03-04 12:00:00',
  '2026-03-04_12:00:00',
  '2026-03-04 12:00:00.',
  '2026-03-04 12:00:00.1234567890',
  '2026-03-04 12:00:00 Europe/Warsaw',
  '2026-03-04 12:00:00 +1',
  '2026-03-04 12:00:00 CET!',
  'on 2026-03-04 12:00:00',
])('%j is not a date', (value) => {
  expect(writtenDate(value)).toBeNull();
});
