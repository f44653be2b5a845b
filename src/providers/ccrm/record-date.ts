import { Temporal } from 'temporal-polyfill';
import { writtenDate } from '../../upstream/written-date.js';
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
  if (written === null) return null;
  const { local, zone } = written;
  const isLocal = zone === null || zone === clock.timezone;
  const instant = isLocal ? clock.instantOf(local) : instantIn(local, zone);
  if (instant === null || instant < FIRST || instant > LAST) return null;
  return { instant, local: isLocal ? local : clock.dateOf(instant), zoned: zone !== null };
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
