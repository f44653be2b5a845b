import { contains, endingAt, HOUR, SECOND, startingAt, type Stretch } from './stretch.js';

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

/** A stretch, and when it was asked for, in milliseconds since the epoch. */
export interface AskedStretch extends Stretch {
  readonly asked: number;
}

/** Where the running hour begins moves on in such steps, so that what is asked for again and again stays one stretch. */
const STEP = 600 * SECOND;
/** How far a caller's clock may be ahead of ours. */
const AHEAD = 60 * SECOND;

/**
 * Tells what of a stretch is still of use: a call that is older than an hour hardly changes, one of the running hour
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

  /** For how many milliseconds more the whole of a stretch that was asked for then stays fresh; 0 or less: not. */
  freshMs({ last }: Stretch, asked: number): number {
    const { recent, closed } = this.options;
    const fresh = last <= closedUntil(asked) ? closed : Math.min(recent, closed);
    return asked + fresh * SECOND - this.now();
  }

  /** Milliseconds for which a stretch may be of use to anyone, from when it was asked for. */
  lifetime(stretch: AskedStretch): number {
    const { recent, closed, maxStale } = this.options;
    return (closedPart(stretch) === null ? recent : Math.max(recent, closed + maxStale)) * SECOND;
  }

  /** What is fresh of a stretch; null where nothing is. */
  freshPart(stretch: AskedStretch): Stretch | null {
    const age = this.now() - stretch.asked;
    const { recent, closed } = this.options;
    if (age < Math.min(recent, closed) * SECOND) return stretch;
    if (age < closed * SECOND) return closedPart(stretch);
    return age < recent * SECOND ? startingAt(stretch, closedUntil(stretch.asked) + SECOND) : null;
  }

  /** What of a stretch will do in an outage; null where nothing will. */
  stalePart(stretch: AskedStretch): Stretch | null {
    return this.isOver(stretch) ? null : closedPart(stretch);
  }

  /** Whether a stretch is fresh around an instant; with `stale` whether it would do in an outage. */
  isOfUse(stretch: AskedStretch, instant: number, stale: boolean): boolean {
    const parts = [this.freshPart(stretch), stale ? this.stalePart(stretch) : null];
    return parts.some((part) => part !== null && contains(part, instant));
  }

  /** Whether nothing of what was asked for then is of any use. */
  isOver({ asked }: Pick<AskedStretch, 'asked'>): boolean {
    const { recent, closed, maxStale } = this.options;
    return this.now() - asked >= Math.max(recent, closed + maxStale) * SECOND;
  }
}

/** The last second that was older than an hour when it was asked for. */
function closedUntil(asked: number): number {
  return Math.floor((asked - HOUR) / STEP) * STEP;
}

function closedPart(stretch: AskedStretch): Stretch | null {
  return endingAt(stretch, closedUntil(stretch.asked));
}
