import { intersection, type Interval } from '../../../domain/interval.js';
import { noCallReadable } from '../../../upstream/provider-errors.js';
import type { IntervalCounts } from './interval-reading.js';

/** The intervals of one operation that have records but no readable ones, so that they may hold calls. */
export class UnreadableIntervals {
  readonly #found: (Interval & { readonly records: number })[] = [];
  readonly #waiting: (() => void)[] = [];
  #hasRead = false;

  note(interval: Interval, counts: IntervalCounts): void {
    if (isUnreadable(counts)) this.#found.push({ ...interval, records: counts.records ?? 0 });
  }

  /**
   * Archives a complete interval. An unreadable one waits until the operation has read a call: unreadable records are
   * only skipped beside readable ones.
   */
  archive(counts: IntervalCounts, archive: () => void): void {
    this.#hasRead ||= counts.count !== null && counts.count > 0;
    if (isUnreadable(counts)) this.#waiting.push(archive);
    else archive();
    if (this.#hasRead) for (const each of this.#waiting.splice(0)) each();
  }

  /** Throws an UnreadableCallsError if one of them overlaps an interval in which no call was found. */
  throwIfUnreadable(interval: Interval): void {
    const found = this.#found.find((each) => intersection(each, interval) !== null);
    if (found !== undefined) throw noCallReadable('ccrm', found.records);
  }
}

/** Whether an interval has records, but no call that could be read. */
export function isUnreadable({ count, records }: IntervalCounts): boolean {
  return count === 0 && records !== null && records > 0;
}
