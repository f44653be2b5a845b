import { HOUR, type Interval, SECOND } from '../domain/interval.js';
import { LATEST, YOUNGEST } from './sync/due-interval.js';

/** As long as a range without `from` if there is no archive: reading a younger gap live costs no more. */
const LONGEST_GAP = 30 * 24 * HOUR;

/**
 * The archived interval at which the archive begins; null if nothing is archived. Usually the last one, because earlier
 * ones were read live for callers before the backfill reached them. Ignores gaps that the synchroniser is about to
 * fill: those of the last two days and, within the last thirty days, those since the archive was last up to date.
 * `intervals`: oldest first. `syncedAt`: when it last was up to date; null before it ever was.
 */
export function mainInterval(
  intervals: readonly Interval[],
  syncedAt: number | null,
  now: number,
): Interval | null {
  const synced = syncedAt === null ? Infinity : Math.floor((syncedAt - YOUNGEST) / SECOND) * SECOND;
  const gapsFrom = Math.max(now - LONGEST_GAP, Math.min(now - LATEST, synced));
  return intervals.find(({ end }) => end >= gapsFrom) ?? intervals.at(-1) ?? null;
}
