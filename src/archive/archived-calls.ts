import { ArchiveError } from '../domain/archive/archive-errors.js';
import type { CallOrder, TimeRange } from '../domain/call.js';
import type { CallCriteria } from '../domain/call-criteria.js';
import type { CallGroupKey } from '../domain/call-sums.js';
import { type Interval, SECOND, wholeSeconds } from '../domain/interval.js';
import type { CallHistory, CallSource } from '../domain/sources.js';
import { UnreadableCallsError } from '../domain/upstream/upstream-error.js';
import type { AccountArchive } from './account-archive.js';
import { createFindByUuid } from './find/find-by-uuid.js';
import { findCalls } from './find/find-calls.js';
import { findNotes } from './notes/find-notes.js';
import { MixedWalk } from './mixed-walk.js';
import {
  fetchOfWholeInOutage,
  type OperationArchive,
  reportArchived,
  reportOutage,
  unlessFailed,
} from './operation-archive.js';
import { readPlan } from './read-plan.js';
import { untilOver } from './until-over.js';

/**
 * A call history that reads from the archive what would be expensive to read live and, in an outage, whatever is
 * archived. `archive`: null until its database is open; until then everything is read live.
 */
export function archivedCalls(
  live: CallSource,
  archive: () => AccountArchive | null,
  account: Pick<OperationArchive, 'provider' | 'workspace' | 'now'>,
): CallSource {
  return {
    archived: {
      intervals: () => archive()?.intervals() ?? [],
      from: () => archive()?.from() ?? null,
      hasEverything: () => archive()?.hasEverything() ?? false,
    },
    openHistory(scope) {
      const history = live.openHistory(scope);
      const opened = archive();
      return opened === null
        ? { ...history, searchNotes: notOpen, archiveStatus: notOpen }
        : untilOver(archivedHistory({ ...account, live: history, archive: opened, scope }), scope);
    },
  };
}

function notOpen(): Promise<never> {
  return Promise.reject(new ArchiveError('The archive’s database isn’t open.'));
}

function archivedHistory(operation: OperationArchive): CallHistory {
  const { live, archive } = operation;

  async function* walk(range: TimeRange, order: CallOrder, criteria: CallCriteria | null = null) {
    const interval = wholeSeconds(range);
    if (interval !== null) yield* new MixedWalk(operation, order, criteria).batches(interval);
  }

  async function* summarise(
    range: TimeRange,
    groups: readonly CallGroupKey[],
    criteria: CallCriteria | null,
  ) {
    const interval = wholeSeconds(range);
    if (interval !== null) yield* new MixedWalk(operation, 'NEWEST_FIRST', criteria).parts(interval, groups);
  }

  const countArchived = (interval: Interval) => unlessFailed(archive.store.countWhole(interval), null);

  async function countLive(interval: Interval): Promise<number | UnreadableCallsError | null> {
    try {
      return await live.count({ from: interval.start, to: interval.end + SECOND });
    } catch (error) {
      if (error instanceof UnreadableCallsError) return error;
      const fetchedAt = await fetchOfWholeInOutage(operation, interval, error);
      const archived = await countArchived(interval);
      if (archived === null) throw error;
      reportOutage(operation, fetchedAt);
      return archived;
    }
  }

  async function count(range: TimeRange): Promise<number | null> {
    const interval = wholeSeconds(range);
    if (interval === null) return 0;
    let sum = 0;
    let unreadable: UnreadableCallsError | null = null;
    for (const segment of await readPlan(operation, interval)) {
      const archived = segment.from === 'ARCHIVE' ? await countArchived(segment) : null;
      const part = archived ?? (await countLive(segment));
      if (part === null) return null;
      if (part instanceof UnreadableCallsError) {
        unreadable = part;
        continue;
      }
      if (segment.from === 'ARCHIVE' && archived !== null) reportArchived(operation, segment.fetchedAt);
      sum += part;
    }
    if (sum === 0 && unreadable !== null) throw unreadable;
    return sum;
  }

  return {
    timezone: live.timezone,
    walk,
    summarise,
    count,
    find: (keys) => findCalls(operation, keys),
    findByUuid: createFindByUuid(operation),
    notes: (call) => live.notes(call),
    searchNotes: (search) => findNotes(operation, search),
    archiveStatus: () => {
      operation.scope.report({ kind: 'READ', freshMs: 0, writable: false });
      return archive.status();
    },
  };
}
