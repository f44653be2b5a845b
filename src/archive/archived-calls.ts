import { ArchiveError } from '../domain/archive/archive-errors.js';
import type { Call, CallOrder, TimeRange } from '../domain/call.js';
import type { CallCriteria } from '../domain/call-criteria.js';
import { reportRead } from '../domain/operation/freshness.js';
import { type Interval, SECOND, wholeSeconds } from '../domain/interval.js';
import type { CallHistory, CallSource } from '../domain/sources.js';
import type { Provider } from '../domain/upstream/upstream-error.js';
import type { AccountArchive } from './account-archive.js';
import { oldestFetch } from './store/coverage.js';
import { findByUuid } from './store/find-by-uuid.js';
import { findCalls } from './store/find-calls.js';
import { findNotes } from './notes/find-notes.js';
import { MixedWalk } from './mixed-walk.js';
import {
  coverageInOutage,
  type OperationArchive,
  reportArchived,
  reportOutage,
  unlessFailed,
} from './operation-archive.js';
import { readPlan } from './read-plan.js';
import { UuidBatch } from './uuid-batch.js';

/** Whose calls they are. */
export interface ArchivedAccount {
  readonly provider: Provider;
  readonly workspace: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * A call history that answers from the archive what would be expensive to read live, and in an outage whatever is
 * archived. `archive`: null while its database isn’t open yet; then everything is read live.
 */
export function archivedCalls(
  live: CallSource,
  archive: () => AccountArchive | null,
  account: ArchivedAccount,
): CallSource {
  return {
    archived: {
      intervals: () => archive()?.intervals() ?? [],
      from: () => archive()?.from() ?? null,
      hasEverything: () => archive()?.hasEverything() ?? false,
    },
    openHistory(signal) {
      const history = live.openHistory(signal);
      const opened = archive();
      return opened === null
        ? { ...history, searchNotes: notOpen, archiveStatus: notOpen }
        : archivedHistory({ ...account, live: history, archive: opened, signal });
    },
  };
}

function notOpen(): Promise<never> {
  return Promise.reject(new ArchiveError('The archive’s database isn’t open.'));
}

function archivedHistory(operation: OperationArchive): CallHistory {
  const { live, archive } = operation;
  const batch = new UuidBatch(archive);

  async function* walk(range: TimeRange, order: CallOrder, criteria: CallCriteria | null = null) {
    const interval = wholeSeconds(range);
    if (interval !== null) yield* new MixedWalk(operation, order, criteria).batches(interval);
  }

  async function countLive(interval: Interval): Promise<number | null> {
    try {
      return await live.count({ from: interval.start, to: interval.end + SECOND });
    } catch (error) {
      const covered = await coverageInOutage(operation, interval, error);
      reportOutage(operation, oldestFetch(covered));
      return archive.count(interval, null);
    }
  }

  async function count(range: TimeRange): Promise<number | null> {
    const interval = wholeSeconds(range);
    if (interval === null) return 0;
    const { segments, covered } = await readPlan(operation, interval);
    let sum = 0;
    for (const segment of segments) {
      const archived =
        segment.from === 'ARCHIVE' ? await unlessFailed(archive.count(segment, null), null) : null;
      const part = archived ?? (await countLive(segment));
      if (part === null) return null;
      sum += part;
    }
    reportArchived(operation, oldestFetch(covered));
    return sum;
  }

  return {
    timezone: live.timezone,
    walk,
    count,
    find: (locations) =>
      findCalls(
        operation,
        locations,
        (call: Call, { localDate }) => call.localDate === localDate,
        (keys) => live.find(keys),
      ),
    findAt: (positions) =>
      findCalls(
        operation,
        positions,
        (call: Call, { startedAt }) => call.startedAt === startedAt,
        (keys) => live.findAt(keys),
      ),
    findByUuid: (uuid) => findByUuid(operation, batch, uuid),
    notes: (call) => live.notes(call),
    searchNotes: (search) => findNotes(operation, search),
    archiveStatus: () => {
      reportRead(operation.signal, { freshMs: 0, writable: false });
      return archive.status();
    },
  };
}
