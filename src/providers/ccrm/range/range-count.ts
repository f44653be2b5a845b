import type { KnownCalls } from '../known-calls.js';
import { callsBetween, endingAt, HOUR, lengthOf, SECOND, startingAt, type Interval } from './interval.js';
import type { IntervalReader } from './interval-reader.js';

/**
 * How many calls an interval holds, null where the provider doesn't tell. What is known is counted; of the
 * rest the provider's own totals are taken, corrected by what they count beside it.
 */
export async function countStretch(
  reader: IntervalReader,
  kept: KnownCalls | null,
  interval: Interval,
): Promise<number | null> {
  const known = reader.within(interval) ?? (await reader.withinShared(interval));
  if (known !== null) return known.length;
  try {
    return await countUnknown(reader, kept, interval);
  } catch (error) {
    const stale = reader.within(interval) ?? (await reader.withinShared(interval));
    if (stale === null) throw error;
    return stale.length;
  }
}

async function countUnknown(
  reader: IntervalReader,
  kept: KnownCalls | null,
  interval: Interval,
): Promise<number | null> {
  const { gap, beside } = gapOf(reader, interval);
  if (gap === null) return beside;
  const isNew = lengthOf(gap) === lengthOf(interval);
  if (isNew || reader.answered(reader.extended(interval)) !== undefined) return countOf(reader, interval);
  const count = kept === null ? await countAsked(reader, gap) : await countInHours(reader, kept, gap);
  return count === null ? null : count + beside;
}

/** What is left of an interval without what is known at its ends, and how many calls that holds. */
function gapOf(reader: IntervalReader, interval: Interval) {
  let gap: Interval | null = interval;
  let beside = 0;
  for (
    let known = reader.at(interval.end, interval);
    known !== null;
    known = gap && reader.at(gap.end, gap)
  ) {
    if (gap === null) break;
    beside += callsBetween(gap, known.calls).length;
    gap = endingAt(gap, known.start - SECOND);
  }
  for (
    let known = reader.at(interval.start, interval);
    known !== null;
    known = gap && reader.at(gap.start, gap)
  ) {
    if (gap === null) break;
    beside += callsBetween(gap, known.calls).length;
    gap = startingAt(gap, known.end + SECOND);
  }
  return { gap, beside };
}

/** By way of whole hours, whose count others who begin a little earlier or later share. */
async function countInHours(reader: IntervalReader, kept: KnownCalls, gap: Interval): Promise<number | null> {
  const hours = startingAt(gap, Math.ceil(gap.start / HOUR) * HOUR);
  const before = endingAt(gap, Math.ceil(gap.start / HOUR) * HOUR - SECOND);
  if (hours === null || before === null) return countAsked(reader, gap);
  const [inHours, ahead] = await Promise.all([
    countKept(reader, kept, hours) ?? countAndKeep(reader, kept, hours),
    reader.within(before)?.length ?? countAsked(reader, before),
  ]);
  return inHours === null || ahead === null ? null : inHours + ahead;
}

function countKept(reader: IntervalReader, kept: KnownCalls, interval: Interval): number | null {
  const found = kept.countOf(interval);
  if (found !== null) reader.reports.read(interval, found.asked);
  return found && found.count;
}

async function countAndKeep(
  reader: IntervalReader,
  kept: KnownCalls,
  interval: Interval,
): Promise<number | null> {
  const asked = kept.ages.now();
  const count = await countAsked(reader, interval);
  if (count !== null) kept.addCount(interval, count, asked);
  return count;
}

/** Asks for more than the interval where it ends about now, and takes off what lies behind it. */
async function countOf(reader: IntervalReader, interval: Interval): Promise<number | null> {
  const extended = reader.extended(interval);
  const count = await countAsked(reader, extended);
  const tail = startingAt(extended, interval.end + SECOND);
  if (tail === null || count === null) return count;
  // Of the same answer: another one may have a call more, or less.
  const known = reader.ownAt(tail.start);
  if (known === undefined || known.end < tail.end) return countAsked(reader, interval);
  return count - callsBetween(tail, known.calls).length;
}

async function countAsked(reader: IntervalReader, interval: Interval): Promise<number | null> {
  const answer = (asked: Interval) => reader.answered(asked) ?? reader.ask(asked);
  const { count, total, ...sides } = await answer(interval);
  if (count !== null || total === null) return count;
  // The provider may take its dates as inclusive, and then has counted calls beside the range.
  const { start, end } = interval;
  const before = sides.before ?? (await answer({ start, end: start })).before;
  const behind = sides.behind ?? (await answer({ start: end, end })).behind;
  return before === null || behind === null ? null : total - before - behind;
}
