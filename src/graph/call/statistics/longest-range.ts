import type { TimeRange } from '../../../domain/call.js';
import { DAY, HOUR } from '../../../domain/interval.js';

/** A month in which the clocks go back is an hour longer than 31 days. */
const MAX_DAYS_OF_HOURS = 31;
/** Ten years. */
const MAX_DAYS = 3660;

/** The maximum number of days of statistics grouped this way. */
export function maxDays(groupBy: unknown): number {
  return groupBy === 'HOUR' ? MAX_DAYS_OF_HOURS : MAX_DAYS;
}

/** Whether statistics grouped this way are rejected because their range is too long. */
export function isTooLong({ from, to }: TimeRange, groupBy: unknown): boolean {
  return to - from > maxDays(groupBy) * DAY + HOUR;
}
