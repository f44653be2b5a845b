import type { KnownCalls } from './known-calls.js';
import { callsBetween, endingAt, HOUR, lengthOf, SECOND, startingAt, type Stretch } from './stretch.js';
import type { StretchReader } from './stretch-reader.js';

/**
 * How many calls a stretch holds, null where the provider doesn't tell. What is known is counted; of the
 * rest the provider's own totals are taken, corrected by what they count beside it.
 */
export async function countStretch(
  reader: StretchReader,
  kept: KnownCalls | null,
  stretch: Stretch,
): Promise<number | null> {
  const known = reader.within(stretch) ?? (await reader.withinShared(stretch));
  if (known !== null) return known.length;
  try {
    return await countUnknown(reader, kept, stretch);
  } catch (error) {
    const stale = reader.within(stretch) ?? (await reader.withinShared(stretch));
    if (stale === null) throw error;
    return stale.length;
  }
}

async function countUnknown(
  reader: StretchReader,
  kept: KnownCalls | null,
  stretch: Stretch,
): Promise<number | null> {
  const { gap, beside } = gapOf(reader, stretch);
  if (gap === null) return beside;
  const isNew = lengthOf(gap) === lengthOf(stretch);
  if (isNew || reader.answered(reader.extended(stretch)) !== undefined) return countOf(reader, stretch);
  const count = kept === null ? await countAsked(reader, gap) : await countInHours(reader, kept, gap);
  return count === null ? null : count + beside;
}

/** What is left of a stretch without what is known at its ends, and how many calls that holds. */
function gapOf(reader: StretchReader, stretch: Stretch) {
  let gap: Stretch | null = stretch;
  let beside = 0;
  for (
    let known = reader.at(stretch.last, stretch);
    known !== null;
    known = gap && reader.at(gap.last, gap)
  ) {
    if (gap === null) break;
    beside += callsBetween(gap, known.calls).length;
    gap = endingAt(gap, known.first - SECOND);
  }
  for (
    let known = reader.at(stretch.first, stretch);
    known !== null;
    known = gap && reader.at(gap.first, gap)
  ) {
    if (gap === null) break;
    beside += callsBetween(gap, known.calls).length;
    gap = startingAt(gap, known.last + SECOND);
  }
  return { gap, beside };
}

/** By way of whole hours, whose count others who begin a little earlier or later share. */
async function countInHours(reader: StretchReader, kept: KnownCalls, gap: Stretch): Promise<number | null> {
  const hours = startingAt(gap, Math.ceil(gap.first / HOUR) * HOUR);
  const before = endingAt(gap, Math.ceil(gap.first / HOUR) * HOUR - SECOND);
  if (hours === null || before === null) return countAsked(reader, gap);
  const [inHours, ahead] = await Promise.all([
    countKept(reader, kept, hours) ?? countAndKeep(reader, kept, hours),
    reader.within(before)?.length ?? countAsked(reader, before),
  ]);
  return inHours === null || ahead === null ? null : inHours + ahead;
}

function countKept(reader: StretchReader, kept: KnownCalls, stretch: Stretch): number | null {
  const found = kept.countOf(stretch);
  if (found !== null) reader.reports.read(stretch, found.asked);
  return found && found.count;
}

async function countAndKeep(
  reader: StretchReader,
  kept: KnownCalls,
  stretch: Stretch,
): Promise<number | null> {
  const asked = kept.ages.now();
  const count = await countAsked(reader, stretch);
  if (count !== null) kept.addCount(stretch, count, asked);
  return count;
}

/** Asks for more than the stretch where it ends about now, and takes off what lies behind it. */
async function countOf(reader: StretchReader, stretch: Stretch): Promise<number | null> {
  const extended = reader.extended(stretch);
  const count = await countAsked(reader, extended);
  const tail = startingAt(extended, stretch.last + SECOND);
  if (tail === null || count === null) return count;
  // Of the same answer: another one may have a call more, or less.
  const known = reader.ownAt(tail.first);
  if (known === undefined || known.last < tail.last) return countAsked(reader, stretch);
  return count - callsBetween(tail, known.calls).length;
}

async function countAsked(reader: StretchReader, stretch: Stretch): Promise<number | null> {
  const answer = (asked: Stretch) => reader.answered(asked) ?? reader.ask(asked);
  const { count, total, ...sides } = await answer(stretch);
  if (count !== null || total === null) return count;
  // The provider may take its dates as inclusive, and then has counted calls beside the range.
  const { first, last } = stretch;
  const before = sides.before ?? (await answer({ first, last: first })).before;
  const behind = sides.behind ?? (await answer({ first: last, last })).behind;
  return before === null || behind === null ? null : total - before - behind;
}
