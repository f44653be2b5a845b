import type { TimeRange } from '../../domain/call.js';
import { DAY } from '../../domain/interval.js';

/** The default length of a range without an archive, in milliseconds. */
const THIRTY_DAYS = 30 * DAY;

/** A range as the caller gives it; null if the start or end is omitted. */
export interface GivenRange {
  readonly from: number | null;
  readonly to: number | null;
}

/**
 * Adds defaults: the end is now; the start is that of the archive, or 30 days before the end if nothing earlier is
 * archived.
 */
export function withDefaults({ from, to }: GivenRange, archivedFrom: number | null, now: number): TimeRange {
  const end = to ?? now;
  const start = archivedFrom !== null && archivedFrom < end ? archivedFrom : end - THIRTY_DAYS;
  return { from: from ?? start, to: end };
}
