import {
  callsBetween,
  endingAt,
  lengthOf,
  SECOND,
  startingAt,
  type Interval,
} from '../../../domain/interval.js';
import type { IntervalReader } from './interval-reader.js';
import { RangeWalk } from './range-walk.js';
import { countAsked, countOf } from './told-count.js';

/** A range that is expected to hold at most this many pages is counted by walking it. */
const CHEAP_PAGES = 3;
/** Such a walk ends after this many intervals. */
const CHEAP_INTERVALS = 6;

/**
 * The number of calls of an interval of several pages while no total of the account has proved right. Walks a
 * short interval. Compares the total of a long one with the sum of its parts; if they are equal, totals are
 * used from then on. Null if neither determines the number.
 */
export async function countSeveralPages(
  reader: IntervalReader,
  interval: Interval,
  extended: Interval,
): Promise<number | null> {
  const { evidence } = reader;
  const total = evidence.areTotalsCredible ? (reader.answered(extended)?.incomplete?.total ?? null) : null;
  const expected = total ?? expectedCalls(reader, interval);
  if (expected <= CHEAP_PAGES * evidence.pageSize) {
    const count = await countByWalking(reader, interval);
    if (count !== null && total !== null && count === (await countOf(reader, interval)))
      evidence.confirmTotals();
    return count;
  }
  if (total === null || !(await isSumOfParts(reader, extended))) return null;
  evidence.confirmTotals();
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
  let parts = partsOf(reader, interval);
  if (parts === null) {
    await new RangeWalk(reader, interval, 'NEWEST_FIRST').batches(CHEAP_INTERVALS).next();
    parts = partsOf(reader, interval);
  }
  if (parts === null) return false;
  const all = await countAsked(reader, interval);
  const others = await countAsked(reader, parts.rest);
  return all !== null && others !== null && all === parts.records + others;
}

/** The number of records at an end of an interval that has been read, and the rest of the interval. */
function partsOf(reader: IntervalReader, interval: Interval) {
  for (const edge of [interval.end, interval.start]) {
    const known = reader.at(edge, interval);
    if (known === null) continue;
    const rest =
      edge === interval.end
        ? endingAt(interval, known.start - SECOND)
        : startingAt(interval, known.end + SECOND);
    const records = reader.answered(known)?.records ?? callsBetween(interval, known.calls).length;
    if (rest !== null) return { records, rest };
  }
  return null;
}
