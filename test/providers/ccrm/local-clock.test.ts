import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLocalClock } from '../../../src/providers/ccrm/local-clock.js';
import { wireDate } from '../../support/builders.js';
import { cpuTimeOf } from '../../support/cpu-time.js';

const SEED = 20250312;
const HOUR = 3_600_000;

describe('the instant of a local date', () => {
  test.each([
    ['Europe/Warsaw', '2022-12-29 11:24:57', '2022-12-29T10:24:57Z'],
    ['Europe/Warsaw', '2025-07-01 00:00:00', '2025-06-30T22:00:00Z'],
    ['Europe/Warsaw', '2024-02-29 23:59:59', '2024-02-29T22:59:59Z'],
    ['Europe/Warsaw', '2025-07-01T00:00:00', '2025-06-30T22:00:00Z'],
    ['Asia/Kolkata', '2025-03-12 05:15:00', '2025-03-11T23:45:00Z'],
    ['Asia/Kathmandu', '2025-03-12 05:45:00', '2025-03-12T00:00:00Z'],
    ['America/St_Johns', '2025-01-12 05:30:00', '2025-01-12T09:00:00Z'],
    ['UTC', '2025-03-12 05:45:00', '2025-03-12T05:45:00Z'],
    // Dates that programs write for a missing date.
    ['UTC', '0001-01-01 00:00:00', '0001-01-01T00:00:00Z'],
    ['UTC', '9999-12-31 23:59:59', '9999-12-31T23:59:59Z'],
  ])('is read in the time zone %s: %s', (zone, local, instant) => {
    expect(createLocalClock(zone).instantOf(local)).toBe(Date.parse(instant));
  });

  test.each([
    ['Europe/Warsaw', '2025-10-26 01:59:59', '2025-10-25T23:59:59Z'],
    ['Europe/Warsaw', '2025-10-26 02:00:00', '2025-10-26T00:00:00Z'],
    ['Europe/Warsaw', '2025-10-26 02:59:59', '2025-10-26T00:59:59Z'],
    ['Europe/Warsaw', '2025-10-26 03:00:00', '2025-10-26T02:00:00Z'],
    ['Australia/Lord_Howe', '2025-04-06 01:29:59', '2025-04-05T14:29:59Z'],
    ['Australia/Lord_Howe', '2025-04-06 01:30:00', '2025-04-05T14:30:00Z'],
    ['Australia/Lord_Howe', '2025-04-06 01:59:59', '2025-04-05T14:59:59Z'],
    ['Australia/Lord_Howe', '2025-04-06 02:00:00', '2025-04-05T15:30:00Z'],
  ])('in the repeated time of %s is the earlier one: %s', (zone, local, instant) => {
    expect(createLocalClock(zone).instantOf(local)).toBe(Date.parse(instant));
  });

  test.each([
    ['Europe/Warsaw', '2025-03-30 01:59:59', '2025-03-30T00:59:59Z'],
    ['Europe/Warsaw', '2025-03-30 02:00:00', '2025-03-30T01:00:00Z'],
    ['Europe/Warsaw', '2025-03-30 02:30:00', '2025-03-30T01:00:00Z'],
    ['Europe/Warsaw', '2025-03-30 02:59:59', '2025-03-30T01:00:00Z'],
    ['Europe/Warsaw', '2025-03-30 03:00:00', '2025-03-30T01:00:00Z'],
    ['Europe/Warsaw', '2025-03-30 03:00:01', '2025-03-30T01:00:01Z'],
    ['Australia/Lord_Howe', '2025-10-05 02:15:00', '2025-10-04T15:30:00Z'],
    ['Australia/Lord_Howe', '2025-10-05 02:30:00', '2025-10-04T15:30:00Z'],
    // Samoa had no 30 December 2011.
    ['Pacific/Apia', '2011-12-30 12:00:00', '2011-12-30T10:00:00Z'],
  ])('in the missing time of %s is the instant of the clock change: %s', (zone, local, instant) => {
    expect(createLocalClock(zone).instantOf(local)).toBe(Date.parse(instant));
  });

  test.each([
    '',
    'yesterday',
    '2025-03-12',
    '2025-03-12 10:00',
    '2025-03-12 10:00:00Z',
    '2025-03-12 10:00:00.000',
    ' 2025-03-12 10:00:00',
    '12.03.2025 10:00:00',
    '0000-00-00 00:00:00',
    '2025-13-01 10:00:00',
    '2025-02-29 10:00:00',
    '2025-03-12 24:00:00',
    '2025-03-12 10:60:00',
    '2025-03-12 10:00:60',
    // The same for an hour whose offset has to be checked minute by minute.
    '2025-03-30 02:60:00',
    '2025-03-30 02:00:60',
    '2025-10-26 02:00:60',
  ])('is null for the invalid date %j', (local) => {
    expect(createLocalClock('Europe/Warsaw').instantOf(local)).toBeNull();
  });
});

/** Zones and instants around which their clocks change. */
const changes = [
  ['Europe/Warsaw', '2025-03-30T01:00:00Z'],
  ['Europe/Warsaw', '2025-10-26T01:00:00Z'],
  ['America/New_York', '2025-11-02T06:00:00Z'],
  ['Australia/Lord_Howe', '2025-04-05T15:00:00Z'],
  ['Australia/Lord_Howe', '2025-10-04T15:30:00Z'],
  // The change is at one minute past midnight, so yesterday's last hour is repeated.
  ['America/St_Johns', '2010-11-07T02:31:00Z'],
  ['America/St_Johns', '2010-03-14T03:31:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  // Clocks change by two hours.
  ['Antarctica/Troll', '2025-10-26T01:00:00Z'],
  ['UTC', '2025-10-26T01:00:00Z'],
] as const;

const clocks = new Map(changes.map(([zone]) => [zone, createLocalClock(zone)]));

/** A clock, and instants and local dates near one of its changes or anywhere in four centuries. */
const near = fc.constantFrom(...changes).chain(([zone, change]) => {
  const about = Date.parse(change);
  const seconds = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: -4 * 3600, max: 4 * 3600 }) },
    { weight: 1, arbitrary: fc.integer({ min: -30 * 3600, max: 30 * 3600 }) },
    { weight: 1, arbitrary: fc.integer({ min: -4e9, max: 8e9 }) },
  );
  const instant = seconds.map((second) => about + second * 1000);
  const clock = clocks.get(zone) ?? createLocalClock(zone);
  // The zone's dates are some hours apart from those of UTC.
  const shift = Math.round((Date.parse(`${clock.dateOf(about).replace(' ', 'T')}Z`) - about) / HOUR) * HOUR;
  return fc.record({
    zone: fc.constant(zone),
    clock: fc.constant(clock),
    instant,
    local: instant.map((milliseconds) => wireDate(milliseconds + shift)),
    other: instant.map((milliseconds) => wireDate(milliseconds + shift)),
  });
});

const runs = { seed: SEED, numRuns: 2000 };

test(`a later local date is never an earlier instant (seed ${SEED})`, () => {
  fc.assert(
    fc.property(near, ({ clock, local, other }) => {
      const [earlier = '', later = ''] = [local, other].sort();
      expect(clock.instantOf(earlier)).not.toBeNull();
      expect(clock.instantOf(earlier) ?? NaN).toBeLessThanOrEqual(clock.instantOf(later) ?? NaN);
    }),
    runs,
  );
});

test(`dateBefore and dateAfter are outside of the interval and enclose all of its local dates (seed ${SEED})`, () => {
  fc.assert(
    fc.property(near, ({ clock, instant, local }) => {
      const read = clock.instantOf(local) ?? NaN;
      if (read >= instant) expect(clock.dateBefore(instant) < local).toBe(true);
      if (read <= instant) expect(clock.dateAfter(instant) > local).toBe(true);
      // Nor further away than needed: the dates themselves are outside.
      expect(clock.instantOf(clock.dateBefore(instant)) ?? NaN).toBeLessThan(instant);
      expect(clock.instantOf(clock.dateAfter(instant)) ?? NaN).toBeGreaterThan(instant);
      expect(read <= instant || read >= instant).toBe(true);
    }),
    runs,
  );
});

test(`an instant’s local date is read as that instant, or as an earlier one with the same date (seed ${SEED})`, () => {
  fc.assert(
    fc.property(near, ({ clock, instant }) => {
      const read = clock.instantOf(clock.dateOf(instant)) ?? NaN;
      expect(read).toBeLessThanOrEqual(instant);
      expect(clock.dateOf(read)).toBe(clock.dateOf(instant));
    }),
    runs,
  );
});

test('dateBefore and dateAfter are one second away if the clock doesn’t change', () => {
  const clock = createLocalClock('Europe/Warsaw');
  const noon = Date.parse('2025-03-12T11:00:00Z');
  expect([clock.dateBefore(noon), clock.dateOf(noon), clock.dateAfter(noon)]).toEqual([
    '2025-03-12 11:59:59',
    '2025-03-12 12:00:00',
    '2025-03-12 12:00:01',
  ]);
});

describe('around autumn’s repeated hour', () => {
  const clock = createLocalClock('Europe/Warsaw');
  const datesAround = (instant: string) => {
    const at = Date.parse(instant);
    return [clock.dateBefore(at), clock.dateAfter(at)];
  };

  test('an interval in its second occurrence includes its dates with an offset, and extends to its end', () => {
    const [before = '', after = ''] = datesAround('2025-10-26T01:30:00Z');
    expect([before, after]).toEqual(['2025-10-26 02:29:59', '2025-10-26 03:00:00']);
    // The record '2025-10-26 02:30:00+01:00': the provider compares its date without the offset.
    expect(before < '2025-10-26 02:30:00' && '2025-10-26 02:30:00' < after).toBe(true);
  });

  // Red if dateBefore is the date one second earlier: a call at 02:00+01:00 comes after 02:30+02:00.
  test('an interval that starts in its first occurrence includes every date of the second', () => {
    expect(datesAround('2025-10-26T00:30:00Z')).toEqual(['2025-10-26 01:59:59', '2025-10-26 02:30:01']);
    expect(datesAround('2025-10-26T01:00:00Z')[0]).toBe('2025-10-26 01:59:59');
  });

  test.each<[start: string, end: string, isWithin: boolean]>([
    ['00:00:00', '00:00:00', true],
    ['00:30:00', '00:40:00', true],
    ['01:59:59', '01:59:59', true],
    ['00:00:00', '01:59:59', true],
    ['23:59:59', '00:00:01', false],
    ['01:00:00', '02:00:00', false],
    ['02:00:00', '02:00:01', false],
    ['12:00:00', '12:00:01', false],
  ])('an interval from %s to %s is within both: %j', (start, end, isWithin) => {
    const at = (time: string) => Date.parse(`2025-10-${time.startsWith('23') ? '25' : '26'}T${time}Z`);
    const both = { start: at('00:00:00'), end: at('01:59:59') };
    expect(clock.repeatedAround({ start: at(start), end: at(end) })).toEqual(isWithin ? both : null);
    expect(createLocalClock('UTC').repeatedAround(both)).toBeNull();
  });
});

test('dates outside of the years 0000 to 9999 are clamped to that range', () => {
  const clock = createLocalClock('Europe/Warsaw');
  expect(clock.dateAfter(Date.parse('9999-12-31T23:59:59Z'))).toBe('9999-12-31 23:59:59');
  expect(clock.dateAfter(Date.parse('9999-12-31T22:59:59Z'))).toBe('9999-12-31 23:59:59');
  expect(createLocalClock('America/New_York').dateBefore(Date.parse('0000-01-01T00:00:00Z'))).toBe(
    '0000-01-01 00:00:00',
  );
});

// Red if each hour searches for the changes of the clock: there are none for a century before 2100 in this zone.
test('finds no repeated time in any of 10,000 hours in less than 1.5 s of CPU time', () => {
  const clock = createLocalClock('Africa/Abidjan');
  const instants = Array.from({ length: 10_000 }, (_, number) => Date.UTC(2100, 0, 1) + number * 1000 * HOUR);
  const repeated: unknown[] = [];
  const ms = cpuTimeOf(() => {
    for (const instant of instants) repeated.push(clock.repeatedAround({ start: instant, end: instant }));
  });
  expect(repeated.every((interval) => interval === null)).toBe(true);
  expect(ms).toBeLessThan(1500);
});
