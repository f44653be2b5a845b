import type { CallOrder } from '../../../domain/call.js';
import { contains, intersection, lengthOf, SECOND, type Interval } from '../../../domain/interval.js';
import type { IncompleteInterval } from './interval-reading.js';

/** The unread part of an interval that holds more than a page. */
export interface UnreadTime extends Interval {
  /** The number of calls in it according to the total; null without a credible total. */
  readonly left: number | null;
  /** Whether nothing of it has been read. */
  readonly isUntouched: boolean;
  /** The second that holds more than half of its first page's calls; null if none does. */
  readonly saturated: number | null;
}

/** The incomplete intervals that a walk has found, each within the one before. */
export class IncompleteIntervals {
  #found: UnreadTime[] = [];

  constructor(private readonly order: CallOrder) {}

  /** The shortest one; undefined if there is none. */
  get innermost(): UnreadTime | undefined {
    return this.#found.at(-1);
  }

  get depth(): number {
    return this.#found.length;
  }

  /** Adds an incomplete interval; `rest` is the range that the walk has yet to read. */
  note(interval: Interval, { received, total, saturated }: IncompleteInterval, rest: Interval): void {
    const within = this.innermost ?? rest;
    const { start, end } = intersection(interval, within) ?? within;
    const isAll = start === interval.start && end === interval.end;
    if (isAll) {
      const left = total && Math.max(total, received + 1);
      this.#found.push({ start, end, left, isUntouched: true, saturated });
    } else if (total !== null && this.innermost === undefined) {
      const left = (total * lengthOf({ start, end })) / lengthOf(interval);
      this.#found.push({ start, end, left, isUntouched: left >= received, saturated });
    }
  }

  /** Subtracts an interval with this many calls that the walk has read; `rest` is what it has yet to read. */
  pass(calls: number, rest: Interval | null): void {
    this.#found = this.#found.flatMap((found) => {
      const unread = rest && intersection(found, rest);
      if (unread === null) return [];
      const left = found.left === null ? null : Math.max(0, found.left - calls);
      return [{ ...found, ...unread, left, isUntouched: false }];
    });
  }

  /**
   * The part of an interval up to its saturated second, in the walk's order; that second and its neighbours if the walk
   * has reached them; the whole interval if no second is saturated.
   */
  upToSaturated(interval: Interval): Interval {
    const saturated = this.innermost?.saturated ?? null;
    const saturatedPart =
      saturated === null
        ? null
        : intersection(interval, { start: saturated - SECOND, end: saturated + SECOND });
    if (saturatedPart === null) return interval;
    const isNewestFirst = this.order === 'NEWEST_FIRST';
    if (contains(saturatedPart, isNewestFirst ? interval.end : interval.start)) return saturatedPart;
    return isNewestFirst
      ? { start: saturatedPart.end + SECOND, end: interval.end }
      : { start: interval.start, end: saturatedPart.start - SECOND };
  }
}
