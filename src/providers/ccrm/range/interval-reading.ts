import type { RecordedCall } from '../../../domain/archive/call-archive.js';
import type { Call } from '../../../domain/call.js';
import { callsWithin, intersection, type Interval } from '../../../domain/interval.js';
import { UnreadableCallsError } from '../../../domain/upstream/upstream-error.js';
import { nothingReadable } from '../../../upstream/provider-errors.js';
import type { KnownInterval } from '../cache/workspace-calls.js';

/** The result of reading the pages of one interval. */
export type IntervalEvidence = CompleteInterval | IncompleteInterval;

export interface CompleteInterval {
  readonly isComplete: true;
  /** Every call between the dates sent, which lie slightly outside the interval; in no order, each once. */
  readonly calls: readonly Call[];
  /** Records, undecodable ones included. */
  readonly received: number;
}

/** The interval holds more than a page: only the number of its records is used, never its calls. */
export interface IncompleteInterval {
  readonly isComplete: false;
  /** Records on its first page. */
  readonly received: number;
  /** Records between the dates sent; null if the provider gives no total or its totals have been wrong. */
  readonly total: number | null;
  /** The second, in milliseconds since the epoch, that holds more than half of the page's calls; null if none does. */
  readonly saturated: number | null;
}

/** The part of a reading that an operation remembers. */
export interface IntervalCounts {
  /** Calls in the interval; null if it is incomplete. */
  readonly count: number | null;
  /** Like `count`, including undecodable records. */
  readonly records: number | null;
  /** The number of calls between the dates sent that lie before and after the interval; null if it is incomplete. */
  readonly before: number | null;
  readonly behind: number | null;
  /** Null if the interval is complete. */
  readonly incomplete: IncompleteInterval | null;
}

/** An interval that was read, and its calls if it is complete. */
export interface IntervalReading {
  readonly counts: IntervalCounts;
  readonly known: KnownInterval | null;
  /** When it was requested, in milliseconds since the epoch. */
  readonly requestedAt: number;
  /** The number of requests. */
  readonly pages: number;
}

const NOTHING = { count: null, records: null, before: null, behind: null };

/** The counts for an interval from its evidence, and its calls if it is complete. */
export function readingOf(
  evidence: IntervalEvidence,
  interval: Interval,
): Pick<IntervalReading, 'counts' | 'known'> {
  if (!evidence.isComplete) return { counts: { ...NOTHING, incomplete: evidence }, known: null };
  const calls = callsWithin(interval, evidence.calls);
  const before = evidence.calls.filter(({ startedAt }) => startedAt < interval.start).length;
  const behind = evidence.calls.filter(({ startedAt }) => startedAt > interval.end).length;
  const records = evidence.received - before - behind;
  return {
    counts: { count: calls.length, records, before, behind, incomplete: null },
    known: { ...interval, calls },
  };
}

/** These calls with their records, which are removed; null if a call has no record. */
export function takeRecords(
  calls: readonly Call[],
  records: WeakMap<Call, unknown>,
): readonly RecordedCall[] | null {
  if (!calls.every((call) => records.has(call))) return null;
  const recorded = calls.map((call) => ({ call, record: records.get(call) }));
  for (const call of calls) records.delete(call);
  return recorded;
}

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
    if (found !== undefined) throw nothingReadable('ccrm', found.records, UnreadableCallsError);
  }
}

/** Whether an interval has records, but no call that could be read. */
export function isUnreadable({ count, records }: IntervalCounts): boolean {
  return count === 0 && records !== null && records > 0;
}
