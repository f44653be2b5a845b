import { CLOCK_SKEW, SECOND } from '../domain/interval.js';
import type { TimeRange } from '../domain/call.js';

/** Milliseconds after its start for which a call may still appear or change. */
const TWO_DAYS = 48 * 3600 * SECOND;
/** Milliseconds between the starts of two sweeps: with a poll interval and the sweep itself, less than a minute. */
const PERIOD = 45 * SECOND;

/**
 * Schedules the sweeps that read the last two days. A sweep that failed resumes where it stopped, so that no
 * page is read twice. Times are milliseconds since the epoch.
 */
export class Sweeps {
  /** The start of the next sweep's range. */
  #from: number;
  /** When the current sweep began, and where it resumes; null between sweeps. */
  #current: { readonly began: number; readonly at: number } | null = null;
  #last: number | null = null;

  constructor(begin: number) {
    this.#from = begin - TWO_DAYS;
  }

  /** Whether a sweep must begin or resume. One also begins if the clock was set back. */
  isDue(now: number): boolean {
    return this.#current !== null || this.#last === null || now >= this.#last + PERIOD || now < this.#last;
  }

  /** The range that the sweep must read, oldest first. */
  rangeAt(now: number): TimeRange {
    this.#current ??= { began: now, at: this.#from };
    return { from: this.#current.at, to: now + CLOCK_SKEW };
  }

  /** Records that the calls before this instant have been read. */
  reached(at: number): void {
    if (this.#current !== null) this.#current = { began: this.#current.began, at };
  }

  /** Ends the current sweep; returns the start of the next sweep's range. */
  complete(): number {
    if (this.#current !== null) {
      // The next sweep must find every call that appeared after this one began, even if it begins late.
      this.#from = Math.max(this.#from, this.#current.began - TWO_DAYS - CLOCK_SKEW);
      this.#last = this.#current.began;
      this.#current = null;
    }
    return this.#from;
  }
}
