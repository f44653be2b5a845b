import type { ArchiveCoverage } from '../../domain/archive/call-archive.js';
import type { TimeRange } from '../../domain/call.js';
import { DAY, HOUR } from '../../domain/interval.js';
import { badUserInput } from '../input/bad-user-input.js';

/** The default length of a range without an archive, in milliseconds. */
const THIRTY_DAYS = 30 * DAY;

/** A month in which the clocks go back is an hour longer than 31 days. */
const MAX_DAYS_OF_HOURS = 31;
/** Ten years. */
const MAX_DAYS = 3660;

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
 * The range of arguments. By default, the end is now; the start is that of the archive, or 30 days before the end if
 * nothing earlier is archived.
 */
export function withDefaults(
  args: { readonly from?: number | null | undefined; readonly to?: number | null | undefined },
  archive: ArchiveCoverage | undefined,
): TimeRange & { readonly given: GivenRange } {
  const given = { from: args.from ?? null, to: args.to ?? null };
  const to = given.to ?? Date.now();
  const archivedFrom = archive?.from() ?? null;
  const start = archivedFrom !== null && archivedFrom < to ? archivedFrom : to - THIRTY_DAYS;
  return { from: given.from ?? start, to, given };
}

/** The maximum number of days of statistics grouped this way. */
export function maxDays(groupBy: unknown): number {
  return groupBy === 'HOUR' ? MAX_DAYS_OF_HOURS : MAX_DAYS;
}

/** Whether statistics grouped this way are rejected because their range is too long. */
export function isTooLong({ from, to }: TimeRange, groupBy: unknown): boolean {
  return to - from > maxDays(groupBy) * DAY + HOUR;
}
