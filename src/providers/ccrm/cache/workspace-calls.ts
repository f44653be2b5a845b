import { LRUCache } from 'lru-cache';
import type { Call } from '../../../domain/call.js';
import { CallFreshness, type RequestedInterval, type CallFreshnessOptions } from './call-freshness.js';
import { callsBetween, contains, intervalKey, SECOND, type Interval } from '../../../domain/interval.js';

/** An interval with all of its calls, oldest first, each once, none outside of it. */
export interface KnownInterval extends Interval {
  readonly calls: readonly Call[];
}

/** A cached interval, or a part of it. */
export interface CachedInterval extends KnownInterval, RequestedInterval {}

export interface WorkspaceCallsOptions extends CallFreshnessOptions {
  /** The size of this workspace's call cache. */
  readonly maxBytes: number;
}

/** A count, and when it was requested, in milliseconds since the epoch. */
export interface CachedCount {
  readonly count: number;
  readonly requestedAt: number;
}

/** Measured for a decoded call with its strings: 1,250 on average, 1,950 with contacts, agents and flags. */
const BYTES_OF_A_CALL = 2000;
const INTERVALS = 1000;
const COUNTS = 1000;
/** The minimum number of entries. Memory limits the entries because an LRUCache allocates space for its `max`. */
const FEWEST = 32;

/** The intervals and counts of one workspace's call history that operations share in this process. */
export class WorkspaceCalls {
  readonly freshness: CallFreshness;
  readonly #intervals: LRUCache<number, CachedInterval>;
  readonly #counts: LRUCache<string, CachedCount>;
  #added = 0;
  /**
   * Incremented when everything is forgotten. Read it before a request, and pass it to `add` or `addCount` with the
   * result.
   */
  epoch = 0;

  constructor(options: WorkspaceCallsOptions) {
    this.freshness = new CallFreshness(options);
    const most = Math.max(FEWEST, Math.floor(options.maxBytes / BYTES_OF_A_CALL));
    this.#counts = new LRUCache({ max: Math.min(COUNTS, most) });
    this.#intervals = new LRUCache({
      max: Math.min(INTERVALS, most),
      maxSize: options.maxBytes,
      sizeCalculation: ({ calls }) => BYTES_OF_A_CALL * (calls.length + 1),
    });
  }

  /**
   * The fresh interval around an instant, the latest if there are several, without what a later one covers; null if there
   * is none. With `inOutage`, also one that may only be used in an outage.
   */
  at(instant: number, inOutage = false): CachedInterval | null {
    const partsOf = (cached: CachedInterval) => this.freshness.usableParts(cached, inOutage);
    let found: { readonly key: number; readonly cached: CachedInterval; readonly part: Interval } | null =
      null;
    for (const [key, cached] of this.#intervals.entries()) {
      if (!contains(cached, instant) || (found !== null && found.cached.requestedAt >= cached.requestedAt))
        continue;
      const part = partsOf(cached).find((each) => contains(each, instant));
      if (part !== undefined) found = { key, cached, part };
    }
    if (found === null) return null;
    const { key, cached, part } = found;
    // Marks the entry as recently used.
    this.#intervals.get(key);
    const later = this.#overlapping(part).filter(({ requestedAt }) => requestedAt > cached.requestedAt);
    const interval = uncovered(part, instant, later.flatMap(partsOf));
    return { ...interval, calls: callsBetween(interval, cached.calls), requestedAt: cached.requestedAt };
  }

  /** The part of an interval around an instant that isn't cached, up to the nearest fresh intervals. */
  uncachedPart(interval: Interval, instant: number): Interval {
    const fresh = this.#overlapping(interval).flatMap((cached) => this.freshness.usableParts(cached));
    return uncovered(interval, instant, fresh);
  }

  #overlapping({ start, end }: Interval): IteratorObject<CachedInterval> {
    return this.#intervals.values().filter((cached) => cached.start <= end && cached.end >= start);
  }

  /**
   * `requestedAt`: when the interval was requested, in milliseconds since the epoch. Caches nothing that was requested in an
   * earlier `epoch`.
   */
  add(interval: KnownInterval, requestedAt: number, epoch: number): void {
    if (epoch !== this.epoch) return;
    for (const [key, cached] of this.#intervals.entries()) {
      const isReplaced =
        contains(interval, cached.start) &&
        contains(interval, cached.end) &&
        cached.requestedAt <= requestedAt;
      if (isReplaced || this.freshness.usableParts(cached, true).length === 0) this.#intervals.delete(key);
    }
    this.#intervals.set(this.#added++, { ...interval, requestedAt });
  }

  /** The fresh count of calls in exactly this interval; null if there is none. */
  countOf(interval: Interval): CachedCount | null {
    const cached = this.#counts.get(intervalKey(interval));
    return cached !== undefined && this.freshness.freshMs(interval, cached.requestedAt) > 0 ? cached : null;
  }

  /** Caches the count of an interval whose calls need not be cached. `requestedAt` and `epoch` as for `add`. */
  addCount(interval: Interval, count: number, requestedAt: number, epoch: number): void {
    if (epoch !== this.epoch) return;
    this.#counts.set(intervalKey(interval), { count, requestedAt });
  }

  forgetAll(): void {
    this.epoch += 1;
    this.#intervals.clear();
    this.#counts.clear();
  }
}

/** The part of an interval around an instant up to the nearest of the others, none of which contains the instant. */
function uncovered({ start, end }: Interval, instant: number, others: Iterable<Interval>): Interval {
  for (const other of others) {
    if (other.end < instant) start = Math.max(start, other.end + SECOND);
    if (other.start > instant) end = Math.min(end, other.start - SECOND);
  }
  return { start, end };
}
