import { callsBetween, SECOND, startingAt, type Interval } from '../../../domain/interval.js';
import type { IntervalReader } from './interval-reader.js';
import type { IntervalCounts } from './interval-reading.js';

/** The number of calls of an interval. Extends one that ends about now, and subtracts the calls after it. */
export async function countOf(reader: IntervalReader, interval: Interval): Promise<number | null> {
  const extended = reader.extended(interval);
  const count = await countByTotal(reader, extended);
  const tail = startingAt(extended, interval.end + SECOND);
  if (tail === null || count === null) return count;
  // Only from the same response: another one may have more or fewer calls.
  const known = reader.ownAt(tail.start);
  if (known === undefined || known.end < tail.end) return countByTotal(reader, interval);
  return count - callsBetween(tail, known.calls).length;
}

/** The number of calls of an interval according to the provider's total; null if it is missing or not credible. */
export async function countByTotal(reader: IntervalReader, interval: Interval): Promise<number | null> {
  const { count, incomplete } = reader.receivedCounts(interval) ?? (await reader.fetch(interval));
  if (count !== null) return count;
  const total = incomplete?.total ?? null;
  if (total === null || !reader.evidence.areTotalsCredible) return null;
  // The provider may treat the dates as inclusive; the total then includes calls beside the interval.
  const { start, end } = interval;
  const before = (await sidesAt(reader, start, 'start')).before;
  const behind = (await sidesAt(reader, end, 'end')).behind;
  return before === null || behind === null ? null : total - before - behind;
}

/** The counts for an interval that starts, or ends, at this second: how many calls the provider returns beside it. */
async function sidesAt(
  reader: IntervalReader,
  second: number,
  end: 'start' | 'end',
): Promise<IntervalCounts> {
  const own = reader.ownAt(second);
  const known = own?.[end] === second ? reader.receivedCounts(own) : undefined;
  const narrow = { start: second, end: second };
  return known ?? reader.receivedCounts(narrow) ?? reader.fetch(narrow);
}
