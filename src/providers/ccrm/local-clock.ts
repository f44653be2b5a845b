import { Temporal } from 'temporal-polyfill';
import { SECOND } from './stretch.js';

/** Reads and writes the zoneless dates of the call history, which are local time of one zone. */
export interface LocalClock {
  /** IANA name. */
  readonly timezone: string;
  /**
   * The instant, in milliseconds since the epoch, of `YYYY-MM-DD HH:MM:SS`; null for anything else.
   * In autumn's repeated hour the earlier reading is taken; a time in spring's missing hour is the
   * instant at which that hour was skipped. So a later date never is an earlier instant.
   */
  instantOf(local: string): number | null;
  /** The latest date that stands before every record from `instant` on. */
  dateBefore(instant: number): string;
  /** The earliest date that stands behind every record up to `instant`. */
  dateAfter(instant: number): string;
  /** The date of an instant; the first or the last one of four-digit years where it has none. */
  dateOf(instant: number): string;
}

const LOCAL_DATE = /^\d{4}-\d\d-\d\d[ T]\d\d:[0-5]\d:[0-5]\d$/;
const FIRST_DATE = '0000-01-01 00:00:00';
const LAST_DATE = '9999-12-31 23:59:59';
const REMEMBERED_HOURS = 20_000;

/** `timezone` is an IANA name. */
export function createLocalClock(timezone: string): LocalClock {
  const offsets = new Map<string, number | null>();

  function offsetOfHour(hour: string): number | null {
    let offset = offsets.get(hour);
    if (offset === undefined) {
      if (offsets.size >= REMEMBERED_HOURS) offsets.clear();
      offset = constantOffset(hour, timezone);
      offsets.set(hour, offset);
    }
    return offset;
  }

  function instantOf(local: string): number | null {
    if (!LOCAL_DATE.test(local)) return null;
    const offset = offsetOfHour(local.slice(0, 13));
    if (offset === null) return readAcrossTransition(local, timezone);
    return Date.parse(`${local.replace(' ', 'T')}Z`) - offset;
  }

  function dateOf(instant: number): string {
    const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone);
    const date = zoned.toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');
    if (LOCAL_DATE.test(date)) return date;
    return instant < 0 ? FIRST_DATE : LAST_DATE;
  }

  function dateBefore(instant: number): string {
    const before = instant - SECOND;
    const repeated = repeatedTime(before, timezone);
    return dateOf(repeated === null ? before : repeated.begin - SECOND);
  }

  function dateAfter(instant: number): string {
    const after = instant + SECOND;
    return dateOf(repeatedTime(after, timezone)?.end ?? after);
  }

  return { timezone, instantOf, dateOf, dateBefore, dateAfter };
}

/** Milliseconds by which a local hour is ahead of UTC; null where that changes within it or it doesn't exist. */
function constantOffset(hour: string, timezone: string): number | null {
  const start = plainDateTime(`${hour}:00:00`);
  if (start === null) return null;
  const end = start.add({ minutes: 59, seconds: 59 });
  const [first, last] = [start, end].map((time) =>
    time.toZonedDateTime(timezone, { disambiguation: 'earlier' }),
  );
  if (first === undefined || last === undefined) return null;
  const exact = first.toPlainDateTime().equals(start) && last.toPlainDateTime().equals(end);
  return exact && first.offsetNanoseconds === last.offsetNanoseconds ? first.offsetNanoseconds / 1e6 : null;
}

function readAcrossTransition(local: string, timezone: string): number | null {
  const time = plainDateTime(local);
  if (time === null) return null;
  const earlier = time.toZonedDateTime(timezone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(time)) return earlier.epochMilliseconds;
  const skipped = earlier.getTimeZoneTransition('next') ?? earlier;
  return skipped.epochMilliseconds;
}

/** The time around `instant` whose dates are read as earlier instants, `end` not included; null where that isn't so. */
function repeatedTime(
  instant: number,
  timezone: string,
): { readonly begin: number; readonly end: number } | null {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone);
  const transition = zoned.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  if (transition === null) return null;
  const begin = transition.epochMilliseconds;
  const before = transition.subtract({ nanoseconds: 1 });
  const end = begin + (before.offsetNanoseconds - transition.offsetNanoseconds) / 1e6;
  return end > instant ? { begin, end } : null;
}

function plainDateTime(local: string): Temporal.PlainDateTime | null {
  try {
    return Temporal.PlainDateTime.from(local.replace(' ', 'T'), { overflow: 'reject' });
  } catch {
    return null;
  }
}
