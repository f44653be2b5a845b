import type { Call, CallOrder } from '../../../domain/call.js';
import { HOUR, lengthOf, SECOND, type Interval } from '../../../domain/interval.js';

const SLOT = 600 * SECOND;
const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;
/** More than a week has. */
const MOST_SLOTS = 2000;
/** Intervals whose density is taken until a day has been walked. */
const RECENT = 3;

/**
 * How many calls a walk has met, by the time of the week: calls come and go with office hours. It predicts how many are
 * to be expected next; nothing but the number of requests depends on it.
 */
export class CallRhythm {
  readonly #slots = new Map<number, number>();
  #recent: { readonly calls: number; readonly length: number }[] = [];
  #walked = 0;

  constructor(private readonly order: CallOrder) {}

  /** Milliseconds, and calls, of the interval walked last; null at the beginning. */
  get last(): { readonly calls: number; readonly length: number } | null {
    return this.#recent.at(-1) ?? null;
  }

  /** Calls in a millisecond, in the intervals walked last. */
  get density(): number {
    const calls = this.#recent.reduce((sum, each) => sum + each.calls, 0);
    const length = this.#recent.reduce((sum, each) => sum + each.length, 0);
    return length === 0 ? 0 : calls / length;
  }

  /** How far back it looks, in milliseconds: a week, or a day if no week has been walked; null if no day has. */
  get period(): number | null {
    return this.#walked >= WEEK ? WEEK : this.#walked >= DAY ? DAY : null;
  }

  /** The walk has passed an interval with these calls. */
  pass(interval: Interval, calls: readonly Call[]): void {
    const length = lengthOf(interval);
    this.#walked += length;
    this.#recent = [...this.#recent, { calls: calls.length, length }].slice(-RECENT);
    for (const { startedAt } of calls) {
      const slot = Math.floor(startedAt / SLOT);
      this.#slots.set(slot, (this.#slots.get(slot) ?? 0) + 1);
    }
    for (const slot of this.#slots.keys()) {
      if (this.#slots.size <= MOST_SLOTS) break;
      this.#slots.delete(slot);
    }
  }

  /** Forgets the length of the intervals walked last: they were chosen by what has turned out to be wrong. */
  forgetRecent(): void {
    this.#recent = [];
  }

  /**
   * Milliseconds from `edge` on, in the order of the walk, in which `calls` are expected, at most `most`, if at least
   * `density` is expected everywhere and besides what was met a `period` ago.
   */
  lengthOf(calls: number, edge: number, most: number, density: number, period: number): number {
    const direction = this.order === 'NEWEST_FIRST' ? -1 : 1;
    let expected = 0;
    let length = 0;
    while (length < most) {
      const instant = edge + direction * length;
      const inSlot = ((instant % SLOT) + SLOT) % SLOT;
      const step = Math.min(direction === 1 ? SLOT - inSlot : inSlot + SECOND, most - length);
      const periods = Math.floor(length / period) + 1;
      const met = this.#slots.get(Math.floor((instant - direction * periods * period) / SLOT)) ?? 0;
      const rate = Math.max(met / SLOT, density);
      if (expected + rate * step >= calls) return length + (calls - expected) / rate;
      expected += rate * step;
      length += step;
    }
    return most;
  }
}
