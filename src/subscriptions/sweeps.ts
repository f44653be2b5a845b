import type { TimeRange } from '../domain/call.js';

const SECOND = 1000;
/** How long after its start a call may appear or change. */
const TWO_DAYS = 48 * 3600 * SECOND;
/** How far clocks may differ. */
export const CLOCK_SKEW = 60 * SECOND;
/** From one sweep to the next. With a look's interval and a sweep's own time it makes less than a minute. */
const PERIOD = 45 * SECOND;

/**
 * When the last two days are read as a whole, and from where: a sweep that fails goes on where it stopped, so that none
 * costs more than its pages. Times are milliseconds since the epoch.
 */
export class Sweeps {
  /** The begin of the next sweep's range. */
  #from: number;
  /** When the sweep under way began, and from where it goes on. */
  #current: { readonly began: number; readonly at: number } | null = null;
  #last: number | null = null;

  constructor(begin: number) {
    this.#from = begin - TWO_DAYS;
  }

  /** Whether a sweep is to begin, or to go on; a clock that was set back begins one. */
  isDue(now: number): boolean {
    return this.#current !== null || this.#last === null || now >= this.#last + PERIOD || now < this.#last;
  }

  /** What is to be read, oldest first. */
  rangeAt(now: number): TimeRange {
    this.#current ??= { began: now, at: this.#from };
    return { from: this.#current.at, to: now + CLOCK_SKEW };
  }

  /** Takes note that the calls before this instant have been read. */
  reached(at: number): void {
    if (this.#current !== null) this.#current = { began: this.#current.began, at };
  }

  /** Takes note that the sweep under way is complete; the begin of what the next one will read. */
  complete(): number {
    if (this.#current !== null) {
      // What appears after this one began is for the next one, also if that comes late.
      this.#from = Math.max(this.#from, this.#current.began - TWO_DAYS - CLOCK_SKEW);
      this.#last = this.#current.began;
      this.#current = null;
    }
    return this.#from;
  }
}
