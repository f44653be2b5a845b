import type { ArchiveStatus } from '../domain/archive/archive-status.js';
import { lengthOf } from '../domain/interval.js';
import type { OpenedAccount } from './open-accounts.js';
import { without } from './store/coverage.js';
import { archivedPast } from './sync/due-interval.js';

/** How much of the time from `since` to now is archived. */
export interface ArchiveProgress extends ArchiveStatus {
  /** The archived share of that time in percent, rounded down to a tenth. */
  readonly coveredPercent: number;
  /** Whether all calls of that time and their notes are archived. */
  readonly isComplete: boolean;
}

/** Rejects with an ArchiveError if the database fails. `now`: milliseconds since the epoch. */
export async function progressOf(
  { archive, since }: Pick<OpenedAccount, 'archive' | 'since'>,
  now: number,
): Promise<ArchiveProgress> {
  const status = await archive.status();
  const past = archivedPast(since(), now);
  const missing = past === null ? [] : without(past, archive.intervals());
  const missingLength = missing.reduce((sum, each) => sum + lengthOf(each), 0);
  const share = past === null ? 1 : 1 - missingLength / lengthOf(past);
  return {
    ...status,
    coveredPercent: Math.floor(share * 1000) / 10,
    isComplete: missing.length === 0 && status.pendingNotes === 0 && status.syncedAt !== null,
  };
}
