import { compareCalls, type Call, type TimeRange } from '../../domain/call.js';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
/** How long a call may have begun before it appears: the call history has it when it is over, or later. */
const LOOK_BACK = 4 * HOUR;
/** How much time that nobody has looked at yet is looked at in one go: after an outage it is a lot. */
const STEP = HOUR;
/** How far the provider's clock may be ahead of ours. */
const AHEAD = 60 * SECOND;

/** Which calls of a call history have been seen, and up to when that is known. Times are milliseconds since the epoch. */
export class CallSightings {
  readonly #seen = new Map<string, number>();
  #until: number;
  #isBegun = false;
  #isLate = false;

  constructor(private readonly begin: number) {
    this.#until = begin;
  }

  /** What is to be looked at next. */
  rangeAt(now: number): TimeRange {
    return { from: this.#until - LOOK_BACK, to: Math.min(now + AHEAD, this.#until + STEP) };
  }

  /** Whether a call hasn't been seen yet. */
  isNew({ uuid }: Call): boolean {
    return !this.#seen.has(uuid);
  }

  /**
   * Takes note of the calls of the range that weren't seen yet; those of them that have appeared since the begin,
   * in order. What the first look shows was there before; where looks failed before it, what was over by then.
   */
  note(unseen: readonly Call[], { to }: TimeRange, now: number): readonly Call[] {
    for (const { uuid, startedAt } of unseen) this.#seen.set(uuid, startedAt);
    const wasThere = (call: Call) =>
      !this.#isBegun && (!this.#isLate || call.startedAt + call.durationSeconds * SECOND < this.begin);
    const appeared = unseen.filter((call) => !wasThere(call)).sort(compareCalls);
    this.#isBegun = true;
    this.#until = Math.max(this.#until, Math.min(to, now));
    for (const [uuid, startedAt] of this.#seen) {
      if (startedAt < this.#until - LOOK_BACK) this.#seen.delete(uuid);
    }
    return appeared;
  }

  /** Takes note that a look failed. */
  noteFailure(): void {
    this.#isLate = true;
  }
}
