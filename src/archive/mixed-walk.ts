import { compareCalls, type Call, type CallOrder, type CallPosition } from '../domain/call.js';
import type { CallCriteria } from '../domain/call-criteria.js';
import { endingAt, type Interval, SECOND, startingAt } from '../domain/interval.js';
import { ArchiveError } from '../domain/archive/archive-errors.js';
import { archivedBatches } from './archived-walk.js';
import {
  fetchOfWholeInOutage,
  type OperationArchive,
  reportArchived,
  reportOutage,
} from './operation-archive.js';
import { readPlan } from './read-plan.js';
import { UnreadableSegments } from './unreadable-segments.js';

type Batches = AsyncGenerator<readonly Call[]>;

/** Walks a range, partly live and partly in the archive. */
export class MixedWalk {
  constructor(
    private readonly operation: OperationArchive,
    private readonly order: CallOrder,
    private readonly criteria: CallCriteria | null,
  ) {}

  /**
   * The calls of an interval in batches, in the walk's order, each once. May omit calls that don't meet the criteria.
   * Throws an UnreadableCallsError if no segment has a call and one has unreadable records.
   */
  async *batches(interval: Interval): Batches {
    const segments = await readPlan(this.operation, interval);
    const unreadable = new UnreadableSegments(this.operation);
    for (const segment of this.#isNewestFirst ? segments.toReversed() : segments) {
      yield* unreadable.leftOut(segment.from === 'ARCHIVE' ? this.archived(segment) : this.live(segment));
    }
    await unreadable.judge(segments);
  }

  get #isNewestFirst(): boolean {
    return this.order === 'NEWEST_FIRST';
  }

  /**
   * The calls of an interval after a position, read live in the walk's order. In an outage, the rest is read from the
   * archive; rejects with the provider's error unless all of it is archived.
   */
  async *live(interval: Interval, after: CallPosition | null = null): Batches {
    const range = { from: interval.start, to: interval.end + SECOND };
    let position = after;
    try {
      for await (const calls of this.operation.live.walk(range, this.order)) {
        const behind = after === null ? calls : calls.filter((call) => this.#isBehind(call, after));
        if (behind.length > 0) yield behind;
        position = calls.at(-1) ?? position;
      }
    } catch (error) {
      const rest = this.#rest(interval, position);
      if (rest === null) return;
      await fetchOfWholeInOutage(this.operation, rest, error);
      yield* this.#fromArchive(rest, position, reportOutage);
    }
  }

  /** The archived calls of a covered interval. If the database fails or coverage is lost, the rest is read live. */
  async *archived(interval: Interval): Batches {
    let position: CallPosition | null = null;
    try {
      for await (const calls of this.#fromArchive(interval, null, reportArchived)) {
        yield calls;
        position = calls.at(-1) ?? position;
      }
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      const rest = this.#rest(interval, position);
      if (rest !== null) yield* this.live(rest, position);
    }
  }

  #fromArchive(
    interval: Interval,
    after: CallPosition | null,
    report: (operation: OperationArchive, fetchedAt: number) => void,
  ): Batches {
    const { order, criteria, operation } = this;
    return archivedBatches(operation.archive, {
      ...interval,
      order,
      criteria,
      after,
      used: (fetchedAt) => {
        operation.scope.signal.throwIfAborted();
        report(operation, fetchedAt);
      },
    });
  }

  /** The rest of an interval after a position, including the position's second. */
  #rest(interval: Interval, position: CallPosition | null): Interval | null {
    if (position === null) return interval;
    return this.#isNewestFirst
      ? endingAt(interval, position.startedAt)
      : startingAt(interval, position.startedAt);
  }

  #isBehind(call: CallPosition, position: CallPosition): boolean {
    return this.#isNewestFirst ? compareCalls(call, position) < 0 : compareCalls(call, position) > 0;
  }
}
