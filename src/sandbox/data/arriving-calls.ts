import { isWithin, type DateWindow } from '../date-window.js';
import type { WireCall } from '../wire.js';
import { atIndex } from './at-index.js';
import { ListedCalls, type CallRange } from './calls/call-range.js';
import { callRecord, type Company } from './calls/call-record.js';
import { dayOf, localDate, secondOfDay } from './local-time.js';
import { Random } from './random.js';

/** More than a day's. */
const MOST_KEPT = 5000;

/**
 * Calls that come in while somebody keeps asking for the latest calls, as a subscription does: one every `interval` seconds,
 * the first so long after the first request. Nothing comes after a pause between requests that is longer than that.
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

  /** Those of a window that somebody asks for now. */
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
      if (this.#calls.length > MOST_KEPT) this.#calls.shift();
      this.#due = now + pause;
    }
    this.#latestRequest = now;
  }
}

/** A call without notes; the same for the same second, so that a sandbox that is started anew repeats no uuid. */
function arrivingCall(company: Company, date: string): WireCall {
  const day = dayOf(date);
  const second = secondOfDay(date);
  const random = new Random(company.seed, 6, day, second);
  const uuid = random.uuid(random.integer(0, 2 ** 32 - 1));
  return { ...callRecord(company, { day, index: second }, date), uuid, note: 0 };
}

/** Two ranges as one, oldest first; of calls of the same second those of the first range come first. */
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

/** How many calls of a range are of this date or an earlier one. */
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
