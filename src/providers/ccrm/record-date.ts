import { Temporal } from 'temporal-polyfill';
import { record, text } from '../../upstream/decode.js';
import type { LocalClock } from './local-clock.js';

/** A date of a record, to the second. */
export interface RecordDate {
  /** Milliseconds since the epoch. */
  readonly instant: number;
  /** `YYYY-MM-DD HH:MM:SS` in the clock's zone. */
  readonly local: string;
  /** Whether the record itself said in which zone it is. */
  readonly zoned: boolean;
}

/** Date, hour and minute; seconds; a fraction, which is dropped; an offset from UTC. */
const FORM =
  /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?(?:[.,]\d{1,9})?(?: ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?$/i;

/**
 * Reads a date as ccrm.pl documents it (`2026-03-04 12:00:00`, local time of the clock's zone), and in the forms that
 * PHP and ISO 8601 have for it: with a `T`, a fraction, no seconds, blanks around it, an offset or `Z`, or as the object
 * that PHP's `json_encode` makes of a DateTime. An offset or zone in the record is believed. null for anything else.
 */
export function readDate(value: unknown, clock: LocalClock): RecordDate | null {
  const object = record(value);
  const zone = object === null ? null : text(object['timezone']);
  const [, day, minute, second = ':00', offset] =
    FORM.exec((text(object === null ? value : object['date']) ?? '').trim()) ?? [];
  if (day === undefined || minute === undefined) return null;
  const local = `${day} ${minute}${second}`;
  const stated = offset ?? zone;
  if (stated === null || stated === clock.timezone) return localDate(local, clock);
  const instant = instantIn(local, stated);
  return instant === null ? null : { instant, local: clock.dateOf(instant), zoned: true };
}

function localDate(local: string, clock: LocalClock): RecordDate | null {
  const instant = clock.instantOf(local);
  return instant === null ? null : { instant, local, zoned: false };
}

/** null for a zone or a date that doesn't exist. */
function instantIn(local: string, zone: string): number | null {
  const iso = local.replace(' ', 'T');
  try {
    const { epochMilliseconds } = /^[+-]\d/.test(zone)
      ? Temporal.Instant.from(`${iso}${zone}`)
      : Temporal.PlainDateTime.from(iso, { overflow: 'reject' }).toZonedDateTime(
          /^(z|gmt)$/i.test(zone) ? 'UTC' : zone,
        );
    return epochMilliseconds;
  } catch {
    return null;
  }
}
