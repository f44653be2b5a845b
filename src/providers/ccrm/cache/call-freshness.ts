import { contains, endingAt, HOUR, SECOND, startingAt, type Interval } from '../../../domain/interval.js';

/** How long calls are of use, by when they were asked for. */
export interface CallFreshnessOptions {
  /** Seconds for which calls of the last hour are fresh. */
  readonly recent: number;
  /** Seconds for which calls from before yesterday are fresh; those in between are fresh for 30 s at most. */
  readonly closed: number;
  /** Seconds for which calls older than an hour are kept when they aren't fresh any more. */
  readonly maxStale: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** An interval, and when it was asked for, in milliseconds since the epoch. */
export interface AskedInterval extends Interval {
  readonly asked: number;
}

/** A part of an interval, and the seconds for which it is fresh, and kept after that. */
interface AgeGroup extends Interval {
  readonly fresh: number;
  readonly stale: number;
}

/** The age groups begin at such steps, so that what is asked for again and again stays one interval. */
const STEP = 600 * SECOND;
/** How far a caller's clock may be ahead of ours. */
const AHEAD = 60 * SECOND;
/** Today and yesterday, also in the night in which an hour repeats. */
const TWO_DAYS = 49 * HOUR;
/** Seconds for which calls of today and yesterday are fresh at most: they still get notes, flags and other statuses. */
const FRESH_FOR_TWO_DAYS = 30;

/**
 * Tells what of an interval is still of use. A call appears when it is over, and changes afterwards: most often within
 * the hour, often within two days, hardly ever later.
 */
export class CallFreshness {
  constructor(private readonly options: CallFreshnessOptions) {}

  /** Milliseconds since the epoch. */
  now(): number {
    return this.options.now();
  }

  /** Until when it is worth asking, in whole seconds, so that others find it known; null if nobody will. */
  prefetchEnd(): number | null {
    const { recent } = this.options;
    if (recent === 0) return null;
    return Math.floor((this.now() + recent * SECOND + AHEAD) / SECOND) * SECOND;
  }

  /** For how many milliseconds more the whole of an interval that was asked for then stays fresh; 0 or less: not. */
  freshMs({ start, end }: Interval, asked: number): number {
    const fresh = this.#groupsOf({ start, end, asked }).map((group) => group.fresh);
    return asked + Math.min(...fresh) * SECOND - this.now();
  }

  /** Milliseconds for which an interval may be of use to anyone, from when it was asked for. */
  lifetime(interval: AskedInterval): number {
    return Math.max(...this.#groupsOf(interval).map(({ fresh, stale }) => fresh + stale)) * SECOND;
  }

  /** The parts of an interval that are fresh, oldest first. */
  freshParts(interval: AskedInterval): readonly Interval[] {
    return this.#partsYoungerThan(interval, ({ fresh }) => fresh);
  }

  /** What is fresh of an interval around an instant; null if nothing is. */
  freshPart(interval: AskedInterval, instant: number): Interval | null {
    return this.freshParts(interval).find((part) => contains(part, instant)) ?? null;
  }

  /** What of an interval will do in an outage around an instant; null if nothing will. */
  stalePart(interval: AskedInterval, instant: number): Interval | null {
    const parts = this.#partsYoungerThan(interval, ({ fresh, stale }) => (stale === 0 ? 0 : fresh + stale));
    return parts.find((part) => contains(part, instant)) ?? null;
  }

  /** Whether an interval is fresh around an instant; with `stale` whether it would do in an outage. */
  isOfUse(interval: AskedInterval, instant: number, stale: boolean): boolean {
    if (this.freshPart(interval, instant) !== null) return true;
    return stale && this.stalePart(interval, instant) !== null;
  }

  /** Whether nothing of an interval is of any use. */
  isOver(interval: AskedInterval): boolean {
    return this.#partsYoungerThan(interval, ({ fresh, stale }) => fresh + stale).length === 0;
  }

  /** The parts whose age in seconds is below this limit, oldest first; none if the clock was set back since. */
  #partsYoungerThan(interval: AskedInterval, limitOf: (group: AgeGroup) => number): readonly Interval[] {
    const age = this.now() - interval.asked;
    if (age < 0) return [];
    return joined(this.#groupsOf(interval).filter((group) => age < limitOf(group) * SECOND));
  }

  /** At least one, oldest first. */
  #groupsOf(interval: AskedInterval): readonly AgeGroup[] {
    const { recent, closed, maxStale } = this.options;
    const yesterday = stepBefore(interval.asked - TWO_DAYS);
    const hour = stepBefore(interval.asked - HOUR);
    const older = endingAt(interval, yesterday);
    const twoDays = startingAt(interval, yesterday + SECOND);
    const between = twoDays && endingAt(twoDays, hour);
    const latest = startingAt(interval, hour + SECOND);
    return [
      ...(older === null ? [] : [{ ...older, fresh: closed, stale: maxStale }]),
      ...(between === null
        ? []
        : [{ ...between, fresh: Math.min(closed, FRESH_FOR_TWO_DAYS), stale: maxStale }]),
      ...(latest === null ? [] : [{ ...latest, fresh: recent, stale: 0 }]),
    ];
  }
}

function stepBefore(instant: number): number {
  return Math.floor(instant / STEP) * STEP;
}

/** These parts as few as possible: neighbours are one. */
function joined(parts: readonly Interval[]): readonly Interval[] {
  const whole: Interval[] = [];
  for (const { start, end } of parts) {
    const before = whole.at(-1);
    if (before !== undefined && before.end + SECOND === start) whole[whole.length - 1] = { ...before, end };
    else whole.push({ start, end });
  }
  return whole;
}
