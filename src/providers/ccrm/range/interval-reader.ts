import type { OperationScope } from '../../../domain/operation/operation-scope.js';
import type { Call } from '../../../domain/call.js';
import { isOutage } from '../../../domain/operation/stale.js';
import { OperationCalls } from '../cache/operation-calls.js';
import type { KnownInterval, WorkspaceCalls } from '../cache/workspace-calls.js';
import type { LocalClock } from '../local-clock.js';
import type { WorkspaceMemory } from '../cache/workspace-memory.js';
import type { RedisCalls } from '../cache/redis-calls.js';
import {
  callsBetween,
  contains,
  intervalKey,
  SECOND,
  startingAt,
  type Interval,
} from '../../../domain/interval.js';
import type { PageEvidence } from './page-evidence.js';
import { ReadReports } from './read-reports.js';
import {
  isUnreadable,
  readingOf,
  takeRecords,
  UnreadableIntervals,
  type IntervalCounts,
  type IntervalReading,
} from './interval-reading.js';

/** An interval that ends at most this long before the prefetch end is extended to it. */
const NOW_WITHIN = 120 * SECOND;

/**
 * Fetches intervals of one call history. Created per operation; never requests an interval twice, and shares cached and
 * in-flight intervals with other operations. Uses stale intervals if the provider fails.
 */
export class IntervalReader {
  /** Reports the operation's reads. */
  readonly reports: ReadReports;
  readonly unreadable = new UnreadableIntervals();
  /** The evidence about the account's pages and totals. */
  readonly evidence: PageEvidence;
  readonly #cached: OperationCalls;
  readonly #counts = new Map<string, IntervalCounts>();
  /** This operation's requests in flight; each is counted and cached once. */
  readonly #fetching = new Map<string, Promise<IntervalCounts>>();
  readonly #prefetchEnd: number | null;
  /** Whether the provider has failed during this operation, so that stale intervals are used. */
  #outage = false;

  constructor(
    readonly clock: LocalClock,
    readonly memory: WorkspaceMemory,
    private readonly scope: OperationScope,
  ) {
    this.reports = new ReadReports(memory, scope);
    this.evidence = memory.pages.evidence;
    this.#cached = new OperationCalls(scope.isInBackground);
    this.#prefetchEnd = memory.workspaceCalls?.freshness.prefetchEnd() ?? null;
  }

  /** The calls that operations share; null without a cache, and if the operation reads live: it only adds to them. */
  get cached(): WorkspaceCalls | null {
    return this.scope.readsLive ? null : this.memory.workspaceCalls;
  }

  /** The calls that replicas share; null without Redis, and if the operation reads live: it only adds to them. */
  get redisCalls(): RedisCalls | null {
    return this.scope.readsLive ? null : this.memory.redisCalls;
  }

  /** The interval around an instant that this operation has read, the latest if there are several. */
  ownAt(instant: number): KnownInterval | undefined {
    return this.#cached.at(instant);
  }

  /**
   * The interval around an instant that this operation has read, or a fresh cached one, or in an outage a
   * stale one; null if there is none. Only its part within `wanted` may be used.
   */
  at(instant: number, wanted: Interval): KnownInterval | null {
    const { cached } = this;
    const own = this.ownAt(instant);
    if (own !== undefined) return own;
    const fresh = cached?.at(instant) ?? null;
    if (fresh !== null) this.reports.fresh(fresh, wanted);
    if (fresh !== null || !this.#outage) return fresh;
    const stale = cached?.at(instant, true) ?? null;
    if (stale !== null) this.reports.stale(stale);
    return stale;
  }

  /** The calls of an interval, oldest first; null if some part of it is neither cached nor shared by a replica. */
  async within(interval: Interval): Promise<readonly Call[] | null> {
    const calls: Call[] = [];
    for (let rest: Interval | null = interval; rest !== null;) {
      const known = this.at(rest.start, rest) ?? (await this.sharedAt(rest.start, rest));
      if (known === null) return null;
      calls.push(...callsBetween(rest, known.calls));
      rest = startingAt(rest, known.end + SECOND);
    }
    return calls;
  }

  /** Like `at`, but for an interval that another replica has read, which is then cached. */
  async sharedAt(instant: number, wanted: Interval): Promise<KnownInterval | null> {
    if (this.redisCalls === null) return null;
    await this.redisCalls.lookUp(instant, this.#outage);
    return this.at(instant, wanted);
  }

  /** Extends an interval that ends about now to the prefetch end, so that later callers find it cached. */
  extended(interval: Interval): Interval {
    const prefetchEnd = this.#prefetchEnd;
    if (prefetchEnd === null || interval.end >= prefetchEnd || interval.end < prefetchEnd - NOW_WITHIN)
      return interval;
    return { start: interval.start, end: prefetchEnd };
  }

  /** An interval around an instant that any operation is requesting. */
  inFlightAt(instant: number): Interval | undefined {
    return this.memory.inFlight.values().find((interval) => contains(interval, instant));
  }

  /** The counts that this operation has received for exactly this interval. */
  receivedCounts(interval: Interval): IntervalCounts | undefined {
    return this.#counts.get(intervalKey(interval));
  }

  /** Requests an interval; null if the provider fails and a stale interval around `edge` replaces it. */
  async fetchOrStale(interval: Interval, edge: number): Promise<IntervalCounts | null> {
    try {
      return await this.fetch(interval);
    } catch (error) {
      const stale = this.at(edge, interval) ?? (await this.sharedAt(edge, interval));
      if (stale === null) throw error;
      return null;
    }
  }

  /** Requests an interval, or joins a request for the same interval. */
  fetch({ start, end }: Interval): Promise<IntervalCounts> {
    const key = intervalKey({ start, end });
    const own =
      this.#fetching.get(key) ?? this.#fetch({ start, end }, key).finally(() => this.#fetching.delete(key));
    this.#fetching.set(key, own);
    return own;
  }

  async #fetch(interval: Interval, key: string): Promise<IntervalCounts> {
    const { workspaceCalls, flights, inFlight } = this.memory;
    this.scope.work.countPages(1);
    const name = `${String(workspaceCalls?.epoch ?? 0)} ${key}`;
    // Immediately, so that concurrent operations find it.
    if (!this.scope.signal.aborted) inFlight.set(name, interval);
    const flight = flights.join(name, this.scope, (scope) => {
      this.reports.miss();
      return this.#read(interval, scope).finally(() => inFlight.delete(name));
    });
    const { counts, known, requestedAt, pages } = await flight.catch((error: unknown) => {
      this.#outage ||= isOutage(error);
      throw error;
    });
    // The first page has already been counted.
    this.scope.work.countPages(pages - 1);
    this.reports.read(interval, requestedAt);
    this.#counts.set(key, counts);
    this.unreadable.note(interval, counts);
    if (known !== null) this.#cached.add(known);
    return counts;
  }

  async #read(interval: Interval, scope: OperationScope): Promise<IntervalReading> {
    const { workspaceCalls, redisCalls, pages, records, recorder, now } = this.memory;
    const requestedAt = now();
    const epoch = workspaceCalls?.epoch ?? 0;
    const generation = redisCalls?.generation ?? null;
    const dates = [this.clock.dateBefore(interval.start), this.clock.dateAfter(interval.end)] as const;
    const repeated = this.clock.repeatedAround(interval);
    const isUndivided = repeated !== null && intervalKey(repeated) === intervalKey(interval);
    let requests = 0;
    const beforeRequest = () => {
      requests += 1;
      this.scope.work.checkPages(requests);
    };
    const evidence = await pages.read(interval, dates, scope, beforeRequest, isUndivided);
    const reading = { ...readingOf(evidence, interval), requestedAt, pages: requests };
    const { counts, known } = reading;
    if (known === null) return reading;
    const recorded = records && takeRecords(known.calls, records);
    if (recorded !== null)
      this.unreadable.archive(counts, () => recorder?.record(interval, recorded, requestedAt, scope));
    if (!this.#cached.isFull && !isUnreadable(counts)) {
      workspaceCalls?.add(known, requestedAt, epoch);
      if (recorded !== null) redisCalls?.keep(interval, recorded, requestedAt, generation);
    }
    return reading;
  }
}
