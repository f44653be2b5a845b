import type { Call, CallOrder, CallPosition } from '../domain/call.js';
import type { CallCriteria } from '../domain/call-criteria.js';
import type { Interval } from '../domain/interval.js';
import type { AccountArchive } from './account-archive.js';
import { type Covered, oldestFetch } from './store/coverage.js';

/** Calls of the first page and of later ones: most callers want few. */
const FIRST_PAGE = 100;
const PAGE = 1000;

export interface ArchivedWalk extends Interval {
  readonly order: CallOrder;
  readonly criteria: CallCriteria | null;
  /** The call behind which the walk begins; null at the interval’s edge. */
  readonly after: CallPosition | null;
  /** What covers the interval. */
  readonly covered: readonly Covered[];
  /** Is told when what is given was fetched. */
  readonly used: (fetchedAt: number) => void;
}

/** The archived calls of a covered interval in batches, in the walk’s order. */
export async function* archivedBatches(
  archive: AccountArchive,
  { covered, used, after, ...walk }: ArchivedWalk,
): AsyncGenerator<readonly Call[]> {
  let position = after;
  let reached = walk.order === 'NEWEST_FIRST' ? walk.end : walk.start;
  for (let limit = FIRST_PAGE; ; limit = PAGE) {
    const { calls, next } = await archive.page({ ...walk, after: position, limit });
    const edge = walk.order === 'NEWEST_FIRST' ? walk.start : walk.end;
    const until = next?.startedAt ?? edge;
    used(oldestFetch(covered.filter(({ start, end }) => isBetween(start, end, reached, until))));
    if (calls.length > 0) yield calls;
    if (next === null) return;
    position = next;
    reached = until;
  }
}

function isBetween(start: number, end: number, one: number, other: number): boolean {
  return start <= Math.max(one, other) && end >= Math.min(one, other);
}
