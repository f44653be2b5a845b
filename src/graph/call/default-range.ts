import type { TimeRange } from '../../domain/call.js';

/** Milliseconds before its end that a range begins without an archive. */
const THIRTY_DAYS = 30 * 86_400_000;

/** A range as a caller gives it; null where its begin or end is left out. */
export interface GivenRange {
  readonly from: number | null;
  readonly to: number | null;
}

/** The whole range: up to now, from the archive’s begin, or over 30 days if nothing is archived. */
export function withDefaults({ from, to }: GivenRange, archivedFrom: number | null, now: number): TimeRange {
  const end = to ?? now;
  return { from: from ?? archivedFrom ?? end - THIRTY_DAYS, to: end };
}
