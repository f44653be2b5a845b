import { HOUR, type Interval, SECOND } from '../domain/interval.js';
import { LATEST, YOUNGEST } from './sync/due-interval.js';

/** Without an archive, a range without `from` is as long: to read a younger gap live is no more expensive. */
const LONGEST_GAP = 30 * 24 * HOUR;

/**
 * The archived interval with which the archive begins; null if nothing is archived. Usually that is the last one, as an
 * earlier one was read live for a caller before the backfill reached it. But gaps behind it are passed over if the
 * synchroniser is about to fill them: those of the last two days and, of the last thirty days, those since the archive
 * was up to date. `intervals`: oldest first. `syncedAt`: when it last was up to date; null before it ever was.
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
