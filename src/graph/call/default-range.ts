import type { TimeRange } from '../../domain/call.js';
import { DAY } from '../../domain/interval.js';
import { badUserInput } from '../input/bad-user-input.js';

/** The default length of a range without an archive, in milliseconds. */
const THIRTY_DAYS = 30 * DAY;

/** A range as the caller gives it; null if the start or end is omitted. */
export interface GivenRange {
  readonly from: number | null;
  readonly to: number | null;
}

/** BAD_USER_INPUT for a range that ends before it starts. `given`: the range without defaults. */
export function checkRange(range: TimeRange, given: GivenRange = range): void {
  if (range.from <= range.to) return;
  throw given.to === null
    ? badUserInput('from', 'must not be in the future unless to is given')
    : badUserInput('to', 'must not be before from');
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
