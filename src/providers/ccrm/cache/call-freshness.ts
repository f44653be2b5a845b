import { HOUR, SECOND, type Interval } from '../../../domain/interval.js';

/** How long calls may be used after they were requested. */
export interface CallFreshnessOptions {
  /** Seconds for which calls of the last hour are fresh. */
  readonly recent: number;
  /** Seconds for which calls from before yesterday are fresh. Calls in between are fresh for at most 30 s. */
  readonly closed: number;
  /** Seconds for which calls older than an hour may still be used in an outage after they were fresh. */
  readonly maxStale: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** An interval, and when it was requested, in milliseconds since the epoch. */
export interface RequestedInterval extends Interval {
  readonly requestedAt: number;
}

/** A part of an interval, the seconds for which it is fresh, and the seconds after that in which it is stale. */
interface AgeGroup extends Interval {
  readonly fresh: number;
  readonly stale: number;
}

/** Age groups start at multiples of this, so that repeated requests for the same time cache one interval. */
const STEP = 600 * SECOND;
/** The maximum lead of a caller's clock over this one. */
const AHEAD = 60 * SECOND;
/** Covers today and yesterday even if an hour repeats. */
const TWO_DAYS = 49 * HOUR;
/** Maximum seconds of freshness for today's and yesterday's calls, whose notes, flags and statuses still change. */
const FRESH_FOR_TWO_DAYS = 30;

/**
 * Decides which parts of a cached interval are fresh or stale. A call appears when it is over and may change
 * afterwards: most often within the hour, often within two days, rarely later.
 */
export class CallFreshness {
  constructor(private readonly options: CallFreshnessOptions) {}

  /** Milliseconds since the epoch. */
  now(): number {
    return this.options.now();
  }

  /**
   * The end to which intervals that end about now are extended, so that later callers find them cached. Milliseconds
   * since the epoch, on a whole second; null if calls of the last hour are never fresh.
   */
  prefetchEnd(): number | null {
    const { recent } = this.options;
    if (recent === 0) return null;
    return Math.floor((this.now() + recent * SECOND + AHEAD) / SECOND) * SECOND;
  }

  /**
   * Milliseconds for which the whole interval stays fresh, given when it was requested; 0 or less if it isn't, or if
   * the clock was set back since.
   */
  freshMs({ start, end }: Interval, requestedAt: number): number {
    if (this.now() < requestedAt) return 0;
    const fresh = this.#groupsOf({ start, end, requestedAt }).map((group) => group.fresh);
    return requestedAt + Math.min(...fresh) * SECOND - this.now();
  }

  /** Milliseconds after the request until no part of an interval is fresh or stale. */
  lifetime(interval: RequestedInterval): number {
    return Math.max(...this.#groupsOf(interval).map(({ fresh, stale }) => fresh + stale)) * SECOND;
  }

  /**
   * The parts of an interval that are fresh or, with `inOutage`, may be used in an outage, oldest first. None if the clock
   * was set back since the request.
   */
  usableParts(interval: RequestedInterval, inOutage = false): readonly Interval[] {
    const age = this.now() - interval.requestedAt;
    if (age < 0) return [];
    const limitOf = ({ fresh, stale }: AgeGroup) => (inOutage ? fresh + stale : fresh) * SECOND;
    return joined(this.#groupsOf(interval).filter((group) => age < limitOf(group)));
  }

  /** At least one, oldest first. */
  #groupsOf({ start, end, requestedAt }: RequestedInterval): readonly AgeGroup[] {
    const { recent, closed, maxStale } = this.options;
    const yesterday = stepBefore(requestedAt - TWO_DAYS);
    const hour = stepBefore(requestedAt - HOUR);
    const between = { start: Math.max(start, yesterday + SECOND), end: Math.min(end, hour) };
    const groups = [
      { start, end: Math.min(end, yesterday), fresh: closed, stale: maxStale },
      { ...between, fresh: Math.min(closed, FRESH_FOR_TWO_DAYS), stale: maxStale },
      { start: Math.max(start, hour + SECOND), end, fresh: recent, stale: 0 },
    ];
    return groups.filter((group) => group.start <= group.end);
  }
}

function stepBefore(instant: number): number {
  return Math.floor(instant / STEP) * STEP;
}

/** Merges adjacent parts. */
function joined(parts: readonly Interval[]): readonly Interval[] {
  const whole: Interval[] = [];
  for (const { start, end } of parts) {
    const before = whole.at(-1);
    if (before !== undefined && before.end + SECOND === start) whole[whole.length - 1] = { ...before, end };
    else whole.push({ start, end });
  }
  return whole;
}
