import { Temporal } from 'temporal-polyfill';
import { type WrittenDate, writtenDate } from '../../upstream/written-date.js';
import type { LocalClock } from './local-clock.js';

/** A date of a record, to the second. */
export interface RecordDate {
  /** Milliseconds since the epoch. */
  readonly instant: number;
  /** `YYYY-MM-DD HH:MM:SS` in the clock's zone. */
  readonly local: string;
  /** Whether the record has an offset or names a zone. */
  readonly zoned: boolean;
}

/** The first and the last second of the years of four digits in UTC, which RFC 3339 can represent. */
const FIRST = Date.parse('0000-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59Z');

/**
 * Reads a date as ccrm.pl documents it (`2026-03-04 12:00:00`, local time of the clock's zone), and in every form of
 * `writtenDate`. An offset or zone in the record overrides the clock's. null for anything else, for a zone or a date
 * that doesn't exist, and for a date that RFC 3339 can't represent.
 */
export function readDate(value: unknown, clock: LocalClock): RecordDate | null {
  const written = writtenDate(value);
  const date = written && recordDate(written, clock);
  return date !== null && date.instant >= FIRST && date.instant <= LAST ? date : null;
}

function recordDate({ local, zone }: WrittenDate, clock: LocalClock): RecordDate | null {
  if (zone === null || zone === clock.timezone) return localDate(local, zone !== null, clock);
  const instant = instantIn(local, zone);
  return instant === null ? null : { instant, local: clock.dateOf(instant), zoned: true };
}

function localDate(local: string, zoned: boolean, clock: LocalClock): RecordDate | null {
  const instant = clock.instantOf(local);
  return instant === null ? null : { instant, local, zoned };
}

/** null for a zone or a date that doesn't exist. */
function instantIn(local: string, zone: string): number | null {
  const iso = local.replace(' ', 'T');
  try {
    const { epochMilliseconds } = /^[+-]\d/.test(zone)
      ? Temporal.Instant.from(`${iso}${zone}`)
      : Temporal.PlainDateTime.from(iso, { overflow: 'reject' }).toZonedDateTime(zone);
    return epochMilliseconds;
  } catch {
    return null;
  }
}
