import { contains, endingAt, HOUR, SECOND, startingAt, type Interval } from './range/interval.js';

/** How long calls are of use, by when they were asked for. */
export interface CallAgesOptions {
  /** Seconds for which calls of the running hour are fresh. */
  readonly recent: number;
  /** Seconds for which older calls are fresh. */
  readonly closed: number;
  /** Seconds for which older calls are kept when they aren't fresh any more. */
  readonly maxStale: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** An interval, and when it was asked for, in milliseconds since the epoch. */
export interface AskedInterval extends Interval {
  readonly asked: number;
}

/** Where the running hour begins moves on in such steps, so that what is asked for again and again stays one interval. */
const STEP = 600 * SECOND;
/** How far a caller's clock may be ahead of ours. */
const AHEAD = 60 * SECOND;

/**
 * Tells what of an interval is still of use: a call that is older than an hour hardly changes, one of the running hour
 * soon gets notes, flags and neighbours.
 */
export class CallAges {
  constructor(private readonly options: CallAgesOptions) {}

  /** Milliseconds since the epoch. */
  now(): number {
    return this.options.now();
  }

  /** Until when it is worth asking, in whole seconds, so that others find it known; null where nobody will. */
  horizon(): number | null {
    const { recent } = this.options;
    if (recent === 0) return null;
    return Math.floor((this.now() + recent * SECOND + AHEAD) / SECOND) * SECOND;
  }

  /** For how many milliseconds more the whole of an interval that was asked for then stays fresh; 0 or less: not. */
  freshMs({ end }: Interval, asked: number): number {
    const { recent, closed } = this.options;
    const fresh = end <= closedUntil(asked) ? closed : Math.min(recent, closed);
    return asked + fresh * SECOND - this.now();
  }

  /** Milliseconds for which an interval may be of use to anyone, from when it was asked for. */
  lifetime(interval: AskedInterval): number {
    const { recent, closed, maxStale } = this.options;
    return (closedPart(interval) === null ? recent : Math.max(recent, closed + maxStale)) * SECOND;
  }

  /** What is fresh of an interval; null where nothing is. */
  freshPart(interval: AskedInterval): Interval | null {
    const age = this.now() - interval.asked;
    const { recent, closed } = this.options;
    if (age < Math.min(recent, closed) * SECOND) return interval;
    if (age < closed * SECOND) return closedPart(interval);
    return age < recent * SECOND ? startingAt(interval, closedUntil(interval.asked) + SECOND) : null;
  }

  /** What of an interval will do in an outage; null where nothing will. */
  stalePart(interval: AskedInterval): Interval | null {
    return this.isOver(interval) ? null : closedPart(interval);
  }

  /** Whether an interval is fresh around an instant; with `stale` whether it would do in an outage. */
  isOfUse(interval: AskedInterval, instant: number, stale: boolean): boolean {
    const parts = [this.freshPart(interval), stale ? this.stalePart(interval) : null];
    return parts.some((part) => part !== null && contains(part, instant));
  }

  /** Whether nothing of what was asked for then is of any use. */
  isOver({ asked }: Pick<AskedInterval, 'asked'>): boolean {
    const { recent, closed, maxStale } = this.options;
    return this.now() - asked >= Math.max(recent, closed + maxStale) * SECOND;
  }
}

/** The last second that was older than an hour when it was asked for. */
function closedUntil(asked: number): number {
  return Math.floor((asked - HOUR) / STEP) * STEP;
}

function closedPart(interval: AskedInterval): Interval | null {
  return endingAt(interval, closedUntil(interval.asked));
}
