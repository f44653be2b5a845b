import { ArchiveError } from '../domain/archive/archive-errors.js';
import type { Call, CallOrder, CallPosition } from '../domain/call.js';
import type { CallCriteria } from '../domain/call-criteria.js';
import type { Interval } from '../domain/interval.js';
import type { AccountArchive } from './account-archive.js';

/** Calls on the first page: a default page of the graph, and one more, which shows that there is a next page. */
const FIRST_PAGE = 51;
/** Each later page has twice as many, up to this. */
const LARGEST_PAGE = 1000;

export interface ArchivedWalk extends Interval {
  readonly order: CallOrder;
  readonly criteria: CallCriteria | null;
  /** The call after which the walk begins; null to begin at the interval's edge. */
  readonly after: CallPosition | null;
  /** Called for each page with the earliest fetch in its time, in milliseconds since the epoch. */
  readonly used: (fetchedAt: number) => void;
}

/**
 * The archived calls of a covered interval in batches, in the walk's order. Throws an ArchiveError if the database
 * fails, or if the rest of the interval isn't covered any more because old calls have been deleted.
 */
export async function* archivedBatches(
  archive: AccountArchive,
  { used, after, ...walk }: ArchivedWalk,
): AsyncGenerator<readonly Call[]> {
  let position = after;
  for (let limit = FIRST_PAGE; ; limit = Math.min(2 * limit, LARGEST_PAGE)) {
    const { calls, next, fetchedAt } = await archive.page({ ...walk, after: position, limit });
    if (fetchedAt === null) throw new ArchiveError('Not all of the interval is archived any more.');
    used(fetchedAt);
    if (calls.length > 0) yield calls;
    if (next === null) return;
    position = next;
  }
}
