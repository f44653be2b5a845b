import type { Call } from '../../../domain/call.js';
import { isOutage } from '../../../domain/operation/stale.js';
import { checkPages, countPages } from '../../../domain/operation/work-limits.js';
import { OperationCalls } from '../cache/operation-calls.js';
import type { KnownInterval } from '../cache/workspace-calls.js';
import type { LocalClock } from '../local-clock.js';
import type { WorkspaceMemory } from '../cache/workspace-memory.js';
import type { RedisCalls } from '../cache/redis-calls.js';
import { callsBetween, contains, SECOND, startingAt, type Interval } from '../../../domain/interval.js';
import type { PageEvidence } from './page-evidence.js';
import { ReadReports } from './read-reports.js';
import { shownBy, type Answer, type Reading } from './reading.js';

/** How near to the prefetch end an interval must end to be extended to it. */
const NOW_WITHIN = 120 * SECOND;

/**
 * Asks for intervals of one call history, and knows what they told. Lives as long as one operation, which
 * asks for nothing twice; what is fresh and what is under way it shares. Where the provider fails, what was
 * good once stands in for it.
 */
export class IntervalReader {
  /** Tells the operation what it is given. */
  readonly reports: ReadReports;
  readonly #cached = new OperationCalls();
  readonly #answers = new Map<string, Answer>();
  readonly #prefetchEnd: number | null;
  /** Whether the provider has failed this operation: it isn't asked if an older answer will do. */
  #outage = false;

  constructor(
    private readonly clock: LocalClock,
    private readonly shared: WorkspaceMemory,
    private readonly signal: AbortSignal,
  ) {
    this.reports = new ReadReports(shared, signal);
    this.#prefetchEnd = shared.known?.freshness.prefetchEnd() ?? null;
  }

  /** What the account's responses have shown about its pages and totals. */
  get evidence(): PageEvidence {
    return this.shared.pages.evidence;
  }

  /** What other replicas have read; null if nothing is shared. */
  get redisCalls(): RedisCalls | null {
    return this.shared.redisCalls;
  }

  /** What this operation has read around an instant, the latest of several. */
  ownAt(instant: number): KnownInterval | undefined {
    return this.#cached.at(instant);
  }

  /**
   * What this operation has read, or what is fresh, around an instant; in an outage what was good once.
   * Of what is fresh only the part that lies in `wanted` may be used.
   */
  at(instant: number, wanted: Interval): KnownInterval | null {
    const { known } = this.shared;
    const own = this.ownAt(instant);
    if (own !== undefined) return own;
    const fresh = known?.at(instant) ?? null;
    if (fresh !== null) this.reports.fresh(fresh, wanted);
    if (fresh !== null || !this.#outage) return fresh;
    const stale = known?.staleAt(instant) ?? null;
    if (stale !== null) this.reports.stale(stale);
    return stale;
  }

  /** The calls of an interval, oldest first; null if not all of it is known. */
  within(interval: Interval): readonly Call[] | null {
    const calls: Call[] = [];
    for (let rest: Interval | null = interval; rest !== null;) {
      const known = this.at(rest.start, rest);
      if (known === null) return null;
      calls.push(...callsBetween(rest, known.calls));
      rest = startingAt(rest, known.end + SECOND);
    }
    return calls;
  }

  /** As `within`, but also asks what other replicas know. */
  async withinShared(interval: Interval): Promise<readonly Call[] | null> {
    for (let rest: Interval | null = interval; rest !== null && this.redisCalls !== null;) {
      if (this.at(rest.start, rest) === null) await this.lookUp(rest.start);
      const known = this.at(rest.start, rest);
      if (known === null) return null;
      rest = startingAt(rest, known.end + SECOND);
    }
    return this.within(interval);
  }

  /** Takes over what another replica has read around an instant, so that `at` may find it. */
  async lookUp(instant: number): Promise<void> {
    await this.redisCalls?.lookUp(instant, this.#outage);
  }

  /** Extends an interval that ends about now to the prefetch end, so that later callers find it cached. */
  extended(interval: Interval): Interval {
    const prefetchEnd = this.#prefetchEnd;
    if (prefetchEnd === null || interval.end >= prefetchEnd || interval.end < prefetchEnd - NOW_WITHIN)
      return interval;
    return { start: interval.start, end: prefetchEnd };
  }

  /** An interval around an instant for which some operation is asking. */
  underwayAt(instant: number): Interval | undefined {
    return this.shared.inFlight.values().find((interval) => contains(interval, instant));
  }

  /** What this operation has been told about exactly this interval. */
  answered(interval: Interval): Answer | undefined {
    return this.#answers.get(keyOf(interval));
  }

  /** What the provider counts beside an interval that begins, or ends, at this second. */
  async sidesAt(second: number, end: 'start' | 'end'): Promise<Answer> {
    const own = this.ownAt(second);
    const known = own?.[end] === second ? this.answered(own) : undefined;
    const narrow = { start: second, end: second };
    return known ?? this.answered(narrow) ?? this.ask(narrow);
  }

  /** An interval to ask for in place of this one, which it holds: together with what others ask for at the moment. */
  planned(interval: Interval): Promise<Interval> {
    return this.shared.planner.planned(interval);
  }

  /** Asks; null if the provider fails, but what is known of `edge` from before stands in for it. */
  async fetchOrStale(interval: Interval, edge: number): Promise<Answer | null> {
    try {
      return await this.ask(interval);
    } catch (error) {
      if (this.at(edge, interval) === null) await this.lookUp(edge);
      if (this.at(edge, interval) === null) throw error;
      return null;
    }
  }

  /** Asks, or joins whoever asks the same at the moment. */
  async ask({ start, end }: Interval): Promise<Answer> {
    const interval = { start, end };
    const { flights, inFlight } = this.shared;
    const key = keyOf(interval);
    countPages(this.signal, 1);
    // At once, so that who asks in the same moment finds it.
    if (!this.signal.aborted && !inFlight.has(key)) inFlight.set(key, interval);
    const flight = flights.join(key, this.signal, (signal) => {
      inFlight.set(key, interval);
      this.reports.miss();
      return this.#read(interval, signal).finally(() => {
        if (inFlight.get(key) === interval) inFlight.delete(key);
      });
    });
    const { answer, known, asked, pages } = await flight.catch((error: unknown) => {
      this.#outage ||= isOutage(error);
      throw error;
    });
    // The first one is counted already.
    countPages(this.signal, pages - 1);
    this.reports.read(interval, asked);
    this.#answers.set(key, answer);
    if (known !== null) this.#cached.add(known);
    return answer;
  }

  async #read(interval: Interval, signal: AbortSignal): Promise<Reading> {
    const { known: kept, pages, recorded, now } = this.shared;
    const asked = now();
    const generation = this.redisCalls?.generation ?? null;
    const dates = [this.clock.dateBefore(interval.start), this.clock.dateAfter(interval.end)] as const;
    let requests = 0;
    const evidence = await pages.read(interval, dates, signal, () => {
      requests += 1;
      checkPages(this.signal, requests);
    });
    const { answer, known } = shownBy(evidence, interval);
    if (known === null) return { answer, known, asked, pages: requests };
    recorded?.keep(known, asked);
    if (!this.#cached.isFull) {
      kept?.add(known, asked);
      this.redisCalls?.keep(known, asked, generation);
    }
    return { answer, known, asked, pages: requests };
  }
}

function keyOf({ start, end }: Interval): string {
  return `${String(start)}/${String(end)}`;
}
