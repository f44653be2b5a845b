import {
  callsBetween,
  endingAt,
  lengthOf,
  SECOND,
  startingAt,
  type Interval,
} from '../../../domain/interval.js';
import type { IntervalReader } from './interval-reader.js';
import type { IntervalCounts } from './interval-reading.js';
import { RangeWalk } from './range-walk.js';

/** A range that is expected to hold at most this many pages is counted by walking it. */
const CHEAP_PAGES = 3;
/** Such a walk ends after this many intervals. */
const CHEAP_INTERVALS = 6;
/** The search for calls at an interval's end, which may be quiet for long, ends after this many intervals. */
const SEARCHED_INTERVALS = 12;

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

/** What is known of an interval. */
interface Parts {
  /** The part between the known ones at its ends; null if all of it is known. */
  readonly unknown: Interval | null;
  /** Calls in the known parts. */
  readonly beside: number;
  /** Like `beside`, including undecodable records. */
  readonly records: number;
}

/**
 * The number of calls of an interval of several pages whose total isn't proved. Walks a short interval. Compares the
 * total of a long one with those of its parts, which may prove it. Null if neither determines the number.
 */
export async function countSeveralPages(
  reader: IntervalReader,
  interval: Interval,
  extended: Interval,
): Promise<number | null> {
  const { evidence } = reader;
  const total = evidence.areTotalsCredible
    ? (reader.receivedCounts(extended)?.incomplete?.total ?? null)
    : null;
  const expected = total ?? expectedCalls(reader, interval);
  if (expected <= CHEAP_PAGES * evidence.pageSize) {
    const count = await countByWalking(reader, interval);
    if (count !== null && total !== null && count === (await countOf(reader, interval)))
      evidence.confirmTotal(total);
    return count;
  }
  if (total === null) return null;
  if (evidence.areTotalsRight) return countInParts(reader, interval, total);
  if (!(await isSumOfParts(reader, extended))) return null;
  evidence.confirmTotal(total);
  return countOf(reader, interval);
}

/** Estimated from the density of the calls read at the interval's ends; 0 if none have been read there. */
function expectedCalls(reader: IntervalReader, interval: Interval): number {
  const known = reader.at(interval.end, interval) ?? reader.at(interval.start, interval);
  return known === null ? 0 : (known.calls.length / lengthOf(known)) * lengthOf(interval);
}

async function countByWalking(reader: IntervalReader, interval: Interval): Promise<number | null> {
  const walk = new RangeWalk(reader, interval, 'NEWEST_FIRST');
  let count = 0;
  for await (const calls of walk.batches(CHEAP_INTERVALS)) count += calls.length;
  return walk.isAtEnd ? count : null;
}

/** Whether the total of an interval equals the sum of its parts, one of which has been read completely. */
async function isSumOfParts(reader: IntervalReader, interval: Interval): Promise<boolean> {
  const { unknown, records } = await partsWithCalls(reader, interval);
  if (unknown === null || records === 0) return false;
  const all = await countByTotal(reader, interval);
  const others = await countByTotal(reader, unknown);
  return all !== null && others !== null && all === records + others;
}

/**
 * The number of calls that are known at the ends of an interval, and of the rest according to its total. Null if that
 * isn't lower than the interval's own total, because both may be the most that the provider counts.
 */
async function countInParts(
  reader: IntervalReader,
  interval: Interval,
  total: number,
): Promise<number | null> {
  const { unknown, beside } = await partsWithCalls(reader, interval);
  if (unknown === null) return beside;
  const others = await countByTotal(reader, unknown);
  const totalOfUnknown = reader.receivedCounts(unknown)?.incomplete?.total ?? 0;
  if (others === null || totalOfUnknown >= total) return null;
  reader.evidence.confirmTotal(beside + others <= total ? total : totalOfUnknown);
  return beside + others;
}

/** The parts of an interval. If no calls at its ends are known, some are read: the sum with an empty part proves nothing. */
async function partsWithCalls(reader: IntervalReader, interval: Interval): Promise<Parts> {
  const parts = unknownPartOf(reader, interval);
  if (parts.records > 0) return parts;
  await new RangeWalk(reader, interval, 'NEWEST_FIRST').batches(SEARCHED_INTERVALS).next();
  return unknownPartOf(reader, interval);
}

/**
 * The part of an interval between the cached calls at its ends, and the number of those calls. Ignores single seconds,
 * which are read to learn what totals count: a part that shrinks by a second with each caller would never have a cached
 * count.
 */
export function unknownPartOf(reader: IntervalReader, interval: Interval): Parts {
  const knownAt = (instant: number, wanted: Interval) => {
    const known = reader.at(instant, wanted);
    return known !== null && lengthOf(known) > SECOND ? known : null;
  };
  let unknown: Interval | null = interval;
  let beside = 0;
  let unreadable = 0;
  for (const side of ['end', 'start'] as const) {
    while (unknown !== null) {
      const known = knownAt(unknown[side], unknown);
      if (known === null) break;
      const { records = null, count = null } = reader.receivedCounts(known) ?? {};
      beside += callsBetween(unknown, known.calls).length;
      unreadable += (records ?? 0) - (count ?? 0);
      unknown =
        side === 'end' ? endingAt(unknown, known.start - SECOND) : startingAt(unknown, known.end + SECOND);
    }
  }
  return { unknown, beside, records: beside + unreadable };
}
