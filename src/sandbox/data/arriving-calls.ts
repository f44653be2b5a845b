import { isWithin, type DateWindow } from '../date-window.js';
import type { WireCall } from '../wire.js';
import { atIndex } from './at-index.js';
import { ListedCalls, type CallRange } from './calls/call-range.js';
import { callRecord, type Company } from './calls/call-record.js';
import { dayOf, localDate, secondOfDay } from './local-time.js';
import { Random } from './random.js';

/** More than the calls of a day. */
const MAX_KEPT = 5000;

/**
 * Calls that arrive while a client keeps requesting the latest calls, as a subscription does: one every `interval`
 * seconds, the first that long after the first request. A longer pause between requests begins the wait again.
 */
export class ArrivingCalls {
  readonly #calls: WireCall[] = [];
  readonly #listed = new ListedCalls(this.#calls);
  #latestRequest = -Infinity;
  #due = Infinity;

  constructor(
    private readonly company: Company,
    private readonly clock: () => Date,
    private readonly interval: number,
  ) {}

  /** The arrived calls of a window. Lets calls arrive if the window includes the present. */
  within(window: DateWindow): CallRange {
    const now = this.clock().getTime();
    if (isWithin(window, localDate(now))) this.#comeIn(now);
    return this.#listed.within(window);
  }

  #comeIn(now: number): void {
    const pause = this.interval * 1000;
    if (now - this.#latestRequest > pause) {
      this.#due = now + pause;
    } else if (now >= this.#due) {
      this.#calls.push(arrivingCall(this.company, localDate(now)));
      if (this.#calls.length > MAX_KEPT) this.#calls.shift();
      this.#due = now + pause;
    }
    this.#latestRequest = now;
  }
}

/** A call without notes, determined by its second, so that a restarted sandbox repeats no uuid. */
function arrivingCall(company: Company, date: string): WireCall {
  const day = dayOf(date);
  const second = secondOfDay(date);
  const random = new Random(company.seed, 6, day, second);
  const uuid = random.uuid(random.integer(0, 2 ** 32 - 1));
  return { ...callRecord(company, { day, index: second }, date), uuid, note: 0 };
}

/** Merges two ranges, oldest first. Within a second, the calls of the first range come first. */
export function joined(first: CallRange, second: CallRange): CallRange {
  if (second.length === 0) return first;
  const places = Array.from(
    { length: second.length },
    (_, index) => index + countUpTo(first, second.at(index).callDate),
  );
  return {
    length: first.length + second.length,
    at(index) {
      const before = places.findLastIndex((place) => place <= index) + 1;
      return before > 0 && atIndex(places, before - 1) === index
        ? second.at(before - 1)
        : first.at(index - before);
    },
  };
}

/** The number of calls in a range with this date or an earlier one. */
function countUpTo(range: CallRange, date: string): number {
  let low = 0;
  let high = range.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (range.at(middle).callDate <= date) low = middle + 1;
    else high = middle;
  }
  return low;
}
