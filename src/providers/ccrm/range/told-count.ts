import { callsBetween, SECOND, startingAt, type Interval } from '../../../domain/interval.js';
import type { IntervalReader } from './interval-reader.js';

/** Asks for more than the interval if it ends about now, and takes off what lies behind it. */
export async function countOf(reader: IntervalReader, interval: Interval): Promise<number | null> {
  const extended = reader.extended(interval);
  const count = await countAsked(reader, extended);
  const tail = startingAt(extended, interval.end + SECOND);
  if (tail === null || count === null) return count;
  // Of the same answer: another one may have a call more, or less.
  const known = reader.ownAt(tail.start);
  if (known === undefined || known.end < tail.end) return countAsked(reader, interval);
  return count - callsBetween(tail, known.calls).length;
}

/** Calls in an interval, as the provider tells; null if it doesn't, or its totals aren't credible. */
export async function countAsked(reader: IntervalReader, interval: Interval): Promise<number | null> {
  const { count, incomplete } = reader.answered(interval) ?? (await reader.ask(interval));
  if (count !== null) return count;
  const total = incomplete?.total ?? null;
  if (total === null || !reader.evidence.areTotalsCredible) return null;
  // The provider may take its dates as inclusive, and then has counted calls beside the interval.
  const { start, end } = interval;
  const before = (await reader.sidesAt(start, 'start')).before;
  const behind = (await reader.sidesAt(end, 'end')).behind;
  return before === null || behind === null ? null : total - before - behind;
}
