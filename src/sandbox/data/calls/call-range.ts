import { isWithin, type DateWindow } from '../../date-window.js';
import type { WireCall } from '../../wire.js';
import { atIndex } from '../at-index.js';

/** The calls of a window, oldest first, made up or looked up on demand. */
export interface CallRange {
  readonly length: number;
  /** The call at an index from 0 to `length - 1`; throws a RangeError for any other. */
  at(index: number): WireCall;
}

/** A list of calls that may be changed; sorted again only after a change. */
export class ListedCalls {
  #sorted: readonly WireCall[] = [];
  #seen: readonly { call: WireCall; date: string }[] = [];

  constructor(readonly list: WireCall[]) {}

  within(window: DateWindow): CallRange {
    this.#refresh();
    const first = this.#firstWhere((date) => date > window.from || isWithin(window, date));
    const end = this.#firstWhere((date) => date > window.from && !isWithin(window, date));
    const calls = this.#sorted.slice(first, Math.max(first, end));
    return { length: calls.length, at: (index) => atIndex(calls, index) };
  }

  #refresh(): void {
    const unchanged =
      this.#seen.length === this.list.length &&
      this.#seen.every(({ call, date }, index) => this.list[index] === call && call.callDate === date);
    if (unchanged) return;
    this.#seen = this.list.map((call) => ({ call, date: call.callDate }));
    this.#sorted = this.list.toSorted((a, b) =>
      a.callDate < b.callDate ? -1 : a.callDate > b.callDate ? 1 : 0,
    );
  }

  /** The first index whose date meets a condition that stays true from there on. */
  #firstWhere(fits: (date: string) => boolean): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (fits(atIndex(this.#sorted, middle).callDate)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
