import type { Call, CallOrder } from '../../../domain/call.js';
import { DAY, lengthOf, SECOND, type Interval } from '../../../domain/interval.js';

const SLOT = 600 * SECOND;
export const WEEK = 7 * DAY;
/** The maximum number of slots in memory, about two weeks. */
const MAX_SLOTS = 2000;
/** The number of latest intervals whose density is used until a day has been walked. */
const RECENT = 3;
/** The maximum number of intervals whose calls wait in memory to be counted. */
const MAX_UNCOUNTED = 2;

/**
 * Counts the calls of a walk in slots of ten minutes to predict the following ones, because calls follow office hours.
 * Affects only the number of requests.
 */
export class CallRhythm {
  readonly #slots = new Map<number, number>();
  #uncounted: (readonly Call[])[] = [];
  #recent: { readonly calls: number; readonly length: number }[] = [];
  #walked = 0;

  constructor(private readonly order: CallOrder) {}

  /** The length (in milliseconds) and the number of calls of the last interval; null at the beginning. */
  get last(): { readonly calls: number; readonly length: number } | null {
    return this.#recent.at(-1) ?? null;
  }

  /** Calls per millisecond in the latest intervals. */
  get density(): number {
    const calls = this.#recent.reduce((sum, each) => sum + each.calls, 0);
    const length = this.#recent.reduce((sum, each) => sum + each.length, 0);
    return length === 0 ? 0 : calls / length;
  }

  /** The period of the prediction in milliseconds: a week, or a day if no week has been walked; null if no day has. */
  get period(): number | null {
    return this.#walked >= WEEK ? WEEK : this.#walked >= DAY ? DAY : null;
  }

  /** Counts an interval that the walk has passed, with its calls. */
  pass(interval: Interval, calls: readonly Call[]): void {
    const length = lengthOf(interval);
    this.#walked += length;
    this.#recent = [...this.#recent, { calls: calls.length, length }].slice(-RECENT);
    this.#uncounted.push(calls);
    if (this.#uncounted.length > MAX_UNCOUNTED) this.#count();
  }

  /** Deferred, because only walks that send requests need the counts. Most walks find everything in memory. */
  #count(): void {
    for (const { startedAt } of this.#uncounted.splice(0).flat()) {
      const slot = Math.floor(startedAt / SLOT);
      this.#slots.set(slot, (this.#slots.get(slot) ?? 0) + 1);
    }
    for (const slot of this.#slots.keys()) {
      if (this.#slots.size <= MAX_SLOTS) break;
      this.#slots.delete(slot);
    }
  }

  /** Forgets the latest intervals, because their lengths were chosen from totals that turned out to be wrong. */
  forgetRecent(): void {
    this.#recent = [];
  }

  /**
   * Milliseconds from `edge` on, in the walk's order, that are expected to hold `calls`; at most `most`. Expects as
   * many calls as one `period` ago, and at least `density` calls per millisecond.
   */
  lengthOf(calls: number, edge: number, most: number, density: number, period: number): number {
    this.#count();
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
