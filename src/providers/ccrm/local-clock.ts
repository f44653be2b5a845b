import { Temporal } from 'temporal-polyfill';
import { contains, DAY, HOUR, type Interval, MINUTE, SECOND } from '../../domain/interval.js';

export type LocalClock = ReturnType<typeof createLocalClock>;

/** Both passes of a repeated hour: the second pass starts at `turn`; `end` is exclusive. Empty if the hour is skipped. */
interface RepeatedTime {
  readonly begin: number;
  readonly turn: number;
  readonly end: number;
}

const LOCAL_DATE = /^\d{4}-\d\d-\d\d[ T]\d\d:[0-5]\d:[0-5]\d$/;
const FIRST_DATE = '0000-01-01 00:00:00';
const LAST_DATE = '9999-12-31 23:59:59';
const MAX_HOURS = 20_000;
/** The longest time by which a clock is set back, in milliseconds: a day, if the date line moves. */
const LONGEST_REPEAT = DAY;
/** Milliseconds, beyond every four-digit year. */
const FAR = 1e15;

/**
 * Reads and writes the zoneless dates of the call history, which are in the local time of one zone. `timezone`: its IANA
 * name.
 */
export function createLocalClock(timezone: string) {
  const beginOfHour = memoized((hour: string) => instantOfHour(hour, timezone));
  const offsetOfHour = memoized((hour: number) => offsetThroughout(hour * HOUR, timezone));
  const repeatedByHour = memoized((hour: number) => repeatedTimesIn(hour * HOUR, timezone));

  /**
   * The instant, in milliseconds since the epoch, of `YYYY-MM-DD HH:MM:SS`; null for anything else.
   * A time in autumn's repeated hour is the earlier of its two instants; a time in spring's missing hour is the
   * instant at which that hour was skipped. A later date is therefore never an earlier instant.
   */
  function instantOf(local: string): number | null {
    if (!LOCAL_DATE.test(local)) return null;
    const begin = beginOfHour(local.slice(0, 13));
    if (begin === null) return instantsAt(local, timezone)[0] ?? null;
    return begin + Number(local.slice(14, 16)) * MINUTE + Number(local.slice(17)) * SECOND;
  }

  /** Like `instantOf`, but both instants in autumn's repeated hour, earlier first; empty for anything else. */
  function instantsOf(local: string): readonly number[] {
    return LOCAL_DATE.test(local) ? instantsAt(local, timezone) : [];
  }

  /** The date of an instant, limited to four-digit years. */
  function dateOf(instant: number): string {
    const limit = instant < 0 ? FIRST_DATE : LAST_DATE;
    if (Math.abs(instant) > FAR) return limit;
    const offset = offsetOfHour(Math.floor(instant / HOUR)) ?? offsetAt(instant, timezone);
    const iso = new Date(instant + offset).toISOString();
    const date = iso.replace(/\.\d+Z$/, '').replace('T', ' ');
    return LOCAL_DATE.test(date) ? date : limit;
  }

  function repeatedTime(instant: number): RepeatedTime | null {
    const repeated = repeatedByHour(Math.floor(instant / HOUR));
    return repeated.find(({ begin, end }) => begin <= instant && instant < end) ?? null;
  }

  /** The latest date that sorts before every record from `instant` on, whether or not its date has an offset. */
  function dateBefore(instant: number): string {
    const before = instant - SECOND;
    const repeated = repeatedTime(before);
    // In the repeated hour, a date with an offset may belong to the second pass, yet sort before one of the first.
    return dateOf(repeated !== null && before < repeated.turn ? repeated.begin - SECOND : before);
  }

  /** The earliest date that sorts after every record up to `instant`. */
  function dateAfter(instant: number): string {
    const after = instant + SECOND;
    const repeated = repeatedTime(after);
    return dateOf(repeated !== null && after >= repeated.turn ? repeated.end : after);
  }

  /**
   * Both passes of autumn's repeated hour if they contain the interval, because the dates of any part of them match
   * most records of both; null for any other interval.
   */
  function repeatedAround(interval: Interval): Interval | null {
    const repeated = repeatedTime(interval.start);
    if (repeated === null) return null;
    const both = { start: repeated.begin, end: repeated.end - SECOND };
    return contains(both, interval.end) ? both : null;
  }

  return { timezone, instantOf, instantsOf, dateOf, dateBefore, dateAfter, repeatedAround };
}

/** Memoizes a function of an hour. */
function memoized<K, V>(compute: (hour: K) => V): (hour: K) => V {
  const known = new Map<K, V>();
  return (hour) => {
    let value = known.get(hour);
    if (value === undefined) {
      if (known.size >= MAX_HOURS) known.clear();
      value = compute(hour);
      known.set(hour, value);
    }
    return value;
  };
}

/** The instant at which a local hour begins; null if the clock changes within the hour or the hour doesn't exist. */
function instantOfHour(hour: string, timezone: string): number | null {
  const [begin] = instantsAt(`${hour}:00:00`, timezone);
  const [end] = instantsAt(`${hour}:59:59`, timezone);
  return begin !== undefined && end === begin + HOUR - SECOND ? begin : null;
}

/** Milliseconds by which the zone is ahead of UTC in the hour that begins here; null if the offset changes in it. */
function offsetThroughout(begin: number, timezone: string): number | null {
  const offset = offsetAt(begin, timezone);
  return offset === offsetAt(begin + HOUR - 1, timezone) ? offset : null;
}

function offsetAt(instant: number, timezone: string): number {
  return zonedOf(instant, timezone).offsetNanoseconds / 1e6;
}

function zonedOf(instant: number, timezone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone);
}

/** `instantsOf` without memory. */
function instantsAt(local: string, timezone: string): readonly number[] {
  let time: Temporal.PlainDateTime;
  try {
    time = Temporal.PlainDateTime.from(local.replace(' ', 'T'), { overflow: 'reject' });
  } catch {
    return [];
  }
  const earlier = time.toZonedDateTime(timezone, { disambiguation: 'earlier' });
  const later = time.toZonedDateTime(timezone, { disambiguation: 'later' });
  const isSkipped = !earlier.toPlainDateTime().equals(time);
  const instants = isSkipped ? [earlier.getTimeZoneTransition('next') ?? earlier] : [earlier, later];
  return [...new Set(instants.map(({ epochMilliseconds }) => epochMilliseconds))];
}

/** The repeated times in the hour that begins here. */
function repeatedTimesIn(begin: number, timezone: string): readonly RepeatedTime[] {
  // Searching for a change of the clock takes long in a zone that has had none for a century.
  const wasSetBack =
    offsetAt(begin - LONGEST_REPEAT, timezone) > offsetAt(begin + HOUR + LONGEST_REPEAT, timezone);
  if (!wasSetBack) return [];
  const zoned = zonedOf(begin, timezone);
  const transitions = [
    zoned.add({ nanoseconds: 1 }).getTimeZoneTransition('previous'),
    zoned.getTimeZoneTransition('next'),
  ];
  return transitions
    .filter((transition) => transition !== null)
    .map((transition) => {
      const turn = transition.epochMilliseconds;
      const before = transition.subtract({ nanoseconds: 1 });
      const length = (before.offsetNanoseconds - transition.offsetNanoseconds) / 1e6;
      return { begin: turn - length, turn, end: turn + length };
    });
}
