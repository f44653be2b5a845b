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

/**
 * Reads a date as ccrm.pl documents it (`2026-03-04 12:00:00`, local time of the clock's zone), and in every form of
 * `writtenDate`. An offset or zone in the record overrides the clock's. null for anything else, and for a zone or a
 * date that doesn't exist.
 */
export function readDate(value: unknown, clock: LocalClock): RecordDate | null {
  const written = writtenDate(value);
  if (written === null) return null;
  const { local, zone } = written;
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
