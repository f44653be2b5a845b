import { compareCalls, type Call, type CallOrder, type CallPosition } from '../domain/call.js';
import type { CallCriteria } from '../domain/call-criteria.js';
import type { CallGroupKey, CallsOrSums } from '../domain/call-sums.js';
import { endingAt, type Interval, SECOND, startingAt } from '../domain/interval.js';
import { ArchiveError } from '../domain/archive/archive-errors.js';
import { UnreadableCallsError } from '../domain/upstream/upstream-error.js';
import {
  fetchOfWholeInOutage,
  type OperationArchive,
  reportArchived,
  reportOutage,
  unlessFailed,
} from './operation-archive.js';
import { readPlan } from './read-plan.js';

type Batches = AsyncGenerator<readonly Call[]>;

/** Calls on the first archived page: a default page of the graph, and one more, which shows that there is a next page. */
const FIRST_PAGE = 51;
/** Each later page has twice as many, up to this. */
const LARGEST_PAGE = 1000;

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
    for await (const part of this.parts(interval, null)) if ('calls' in part) yield part.calls;
  }

  /** The same, but of archived segments the sums of their calls in each group, unless `groups` is null. */
  async *parts(interval: Interval, groups: readonly CallGroupKey[] | null): AsyncGenerator<CallsOrSums> {
    const { operation, criteria } = this;
    const { archive } = operation;
    const segments = await readPlan(operation, interval);
    let unreadable: UnreadableCallsError | null = null;
    let hasCalls = false;
    for (const segment of this.#isNewestFirst ? segments.toReversed() : segments) {
      if (groups !== null && segment.from === 'ARCHIVE') {
        const sums = await unlessFailed(archive.sums({ ...segment, groups, criteria }), null);
        if (sums !== null) {
          yield { sums };
          reportArchived(operation, segment.fetchedAt);
          continue;
        }
      }
      try {
        for await (const calls of segment.from === 'ARCHIVE' ? this.archived(segment) : this.live(segment)) {
          hasCalls ||= calls.length > 0;
          yield { calls };
        }
      } catch (error) {
        if (!(error instanceof UnreadableCallsError)) throw error;
        unreadable ??= error;
      }
    }
    if (unreadable === null || hasCalls) return;
    for (const segment of segments) {
      // Its calls may not meet the criteria, or have been summed.
      const isArchived = segment.from === 'ARCHIVE';
      if (isArchived && (await unlessFailed(archive.store.count(segment, 1), 0)) > 0) return;
    }
    throw unreadable;
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

  /**
   * The archived calls of a covered interval after a position. Reports each page. Throws an ArchiveError if the database
   * fails, or if the rest of the interval isn't covered any more because old calls have been deleted.
   */
  async *#fromArchive(interval: Interval, after: CallPosition | null, report: typeof reportOutage): Batches {
    const { order, criteria, operation } = this;
    let position = after;
    for (let limit = FIRST_PAGE; ; limit = Math.min(2 * limit, LARGEST_PAGE)) {
      const query = { ...interval, order, criteria, after: position, limit };
      const { calls, next, fetchedAt } = await operation.archive.page(query);
      if (fetchedAt === null) throw new ArchiveError('Not all of the interval is archived any more.');
      operation.scope.signal.throwIfAborted();
      report(operation, fetchedAt);
      if (calls.length > 0) yield calls;
      if (next === null) return;
      position = next;
    }
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
