import type { CallOrder } from '../../../domain/call.js';
import { contains, intersection, lengthOf, SECOND, type Interval } from '../../../domain/interval.js';
import type { IncompleteInterval } from './reading.js';

/** Time that is known to hold more than a page, and what is left of it for a walk. */
export interface UnreadTime extends Interval {
  /** Calls that its total leaves; null if there is no credible total. */
  readonly left: number | null;
  /** Whether nothing of it has been read. */
  readonly isUntouched: boolean;
  /** The second that holds most calls of its page by itself; null if none does. */
  readonly saturated: number | null;
}

/** The incomplete intervals that a walk has come upon, each within the one before. */
export class IncompleteIntervals {
  #found: UnreadTime[] = [];

  constructor(private readonly order: CallOrder) {}

  /** The shortest one around an instant. */
  get innermost(): UnreadTime | undefined {
    return this.#found.at(-1);
  }

  get depth(): number {
    return this.#found.length;
  }

  /** `asked` turned out to be incomplete; `rest` is what the walk has yet to read. */
  note(asked: Interval, { received, total, saturated }: IncompleteInterval, rest: Interval): void {
    const within = this.innermost ?? rest;
    const { start, end } = intersection(asked, within) ?? within;
    const isAll = start === asked.start && end === asked.end;
    if (isAll) {
      const left = total && Math.max(total, received + 1);
      this.#found.push({ start, end, left, isUntouched: true, saturated });
    } else if (total !== null && this.innermost === undefined) {
      const left = (total * lengthOf({ start, end })) / lengthOf(asked);
      this.#found.push({ start, end, left, isUntouched: left >= received, saturated });
    }
  }

  /** The walk has read an interval at its edge, with so many calls, and has `rest` before it. */
  pass(calls: number, rest: Interval | null): void {
    this.#found = this.#found.flatMap((found) => {
      const unread = rest && intersection(found, rest);
      if (unread === null) return [];
      const left = found.left === null ? null : Math.max(0, found.left - calls);
      return [{ ...found, ...unread, left, isUntouched: false }];
    });
  }

  /** The part of an interval at the walk's edge that is to be read first, because a second in it is saturated. */
  beforeCrowd(interval: Interval): Interval {
    const saturated = this.innermost?.saturated ?? null;
    const crowd =
      saturated === null
        ? null
        : intersection(interval, { start: saturated - SECOND, end: saturated + SECOND });
    if (crowd === null) return interval;
    const isNewestFirst = this.order === 'NEWEST_FIRST';
    if (contains(crowd, isNewestFirst ? interval.end : interval.start)) return crowd;
    return isNewestFirst
      ? { start: crowd.end + SECOND, end: interval.end }
      : { start: interval.start, end: crowd.start - SECOND };
  }
}
