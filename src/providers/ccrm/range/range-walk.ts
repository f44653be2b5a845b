import type { Call, CallOrder } from '../../../domain/call.js';
import { CallRhythm } from './call-rhythm.js';
import {
  callsBetween,
  endingAt,
  intersection,
  lengthOf,
  SECOND,
  startingAt,
  type Interval,
} from '../../../domain/interval.js';
import type { IntervalReader } from './interval-reader.js';
import { nextLength } from './next-length.js';
import { IncompleteIntervals } from './unread-time.js';

/** The number of a walk's first intervals that are planned together with those of other operations. */
const PLANNED_INTERVALS = 3;
/** A shorter interval isn't extended to the prefetch end. */
const SHORT = 600 * SECOND;

/** One walk through a range of the call history: reads complete intervals from its edge on. */
export class RangeWalk {
  readonly #rhythm: CallRhythm;
  readonly #incomplete: IncompleteIntervals;
  readonly #isNewestFirst: boolean;
  #rest: Interval | null;
  #requests = 0;
  #joinedAt: number | null = null;
  #lookedUpAt: number | null = null;
  #trustsTotals = true;
  #hasCalls = false;

  constructor(
    private readonly reader: IntervalReader,
    private readonly range: Interval | null,
    order: CallOrder,
  ) {
    this.#rest = range;
    this.#rhythm = new CallRhythm(order);
    this.#incomplete = new IncompleteIntervals(order);
    this.#isNewestFirst = order === 'NEWEST_FIRST';
  }

  /** Whether the walk has returned all calls of its range. */
  get isAtEnd(): boolean {
    return this.#rest === null;
  }

  /**
   * The calls of the range in batches, in the walk's order, each once; ends early after `most` requests. Throws an
   * UnreadableCallsError if the range has records but no readable call.
   */
  async *batches(most = Infinity): AsyncGenerator<readonly Call[], void, undefined> {
    while (this.#rest !== null) {
      const rest = this.#rest;
      const edge = this.#isNewestFirst ? rest.end : rest.start;
      const known = this.reader.at(edge, rest);
      if (known === null) {
        if (this.#requests >= most) return;
        await this.#read(edge, rest);
        continue;
      }
      const calls = callsBetween(rest, known.calls);
      this.#pass(known, calls, rest);
      this.#hasCalls ||= calls.length > 0;
      if (calls.length > 0) yield this.#isNewestFirst ? calls.toReversed() : calls;
    }
    const { range, reader } = this;
    if (this.isAtEnd && !this.#hasCalls && range !== null) reader.unreadable.throwIfUnreadable(range);
  }

  #pass(known: Interval, calls: readonly Call[], rest: Interval): void {
    this.#rhythm.pass(intersection(known, rest) ?? rest, calls);
    this.#rest = this.#isNewestFirst
      ? endingAt(rest, known.start - SECOND)
      : startingAt(rest, known.end + SECOND);
    this.#incomplete.pass(calls.length, this.#rest);
  }

  /** Takes one step towards reading the calls at the edge: a look-up, or a request. */
  async #read(edge: number, rest: Interval): Promise<void> {
    const { reader } = this;
    if (reader.redisCalls !== null && this.#lookedUpAt !== edge) {
      this.#lookedUpAt = edge;
      await reader.lookUp(edge);
      return;
    }
    // Only once per edge: another operation's long walk has an interval in flight until its end.
    const inFlight = this.#joinedAt === edge ? undefined : reader.inFlightAt(edge);
    this.#joinedAt = edge;
    const next = inFlight ?? this.#nextInterval(edge, rest);
    const earlier = reader.receivedCounts(next)?.incomplete ?? null;
    if (earlier !== null) {
      this.#incomplete.note(next, earlier, rest);
      return;
    }
    this.#requests += 1;
    const isAlone = inFlight !== undefined || this.#requests > PLANNED_INTERVALS;
    const planned = isAlone ? next : await reader.planned(next);
    const incomplete = (await reader.fetchOrStale(planned, edge))?.incomplete ?? null;
    if (incomplete !== null) this.#incomplete.note(planned, incomplete, rest);
  }

  #nextInterval(edge: number, rest: Interval): Interval {
    const { reader } = this;
    const { innermost, depth } = this.#incomplete;
    const within = innermost ?? rest;
    const unread = reader.cached?.uncachedPart(within, edge) ?? within;
    if (innermost === undefined) return this.#extended(unread);
    if (this.#trustsTotals && !reader.evidence.areTotalsCredible) {
      this.#trustsTotals = false;
      this.#rhythm.forgetRecent();
    }
    const { left, isUntouched } = innermost;
    const length = nextLength({
      pageSize: reader.evidence.pageSize,
      edge,
      unread: lengthOf(innermost),
      left: this.#trustsTotals ? left : null,
      isUntouched,
      isInner: depth > 1,
      rhythm: this.#rhythm,
    });
    const beyond = Math.max(0, Math.floor(length / SECOND) - 1) * SECOND;
    const wanted = this.#isNewestFirst
      ? { start: edge - beyond, end: edge }
      : { start: edge, end: edge + beyond };
    const interval = this.#incomplete.upToSaturated(intersection(wanted, unread) ?? unread);
    const repeated = reader.clock.repeatedAround(interval);
    if (repeated !== null) return repeated;
    return lengthOf(interval) < SHORT ? interval : this.#extended(interval);
  }

  #extended(interval: Interval): Interval {
    const extended = this.reader.extended(interval);
    return this.reader.receivedCounts(extended) === undefined ? extended : interval;
  }
}
