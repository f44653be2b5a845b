import {
  contains,
  endingAt,
  DAY,
  HOUR,
  type Interval,
  intersection,
  lengthOf,
  SECOND,
} from '../../domain/interval.js';
import type { OpenedAccount } from '../open-accounts.js';
import { coveredWithin } from '../store/coverage.js';

/** Calls that the provider returns in about one page. */
const PAGE = 900;

/**
 * Archived intervals between `since` and an hour ago, because younger calls are always read live. Oldest first, spread
 * evenly over the archived time, without overlaps; each at most a day long, with at most about a page of calls. Fewer
 * than `count` if little is archived. `random`: from 0 to 1, exclusive.
 */
export async function sampleIntervals(
  { archive, since }: Pick<OpenedAccount, 'archive' | 'since'>,
  now: number,
  count: number,
  random: () => number = Math.random,
): Promise<readonly Interval[]> {
  const past = endingAt({ start: since(), end: now }, now - HOUR);
  const covered = past === null ? [] : coveredWithin(past, await archive.store.coverage(past));
  const total = covered.reduce((sum, each) => sum + lengthOf(each), 0);
  const samples: Interval[] = [];
  for (let index = 0; index < count && total > 0; index += 1) {
    let left = ((index + random()) / count) * total;
    const piece = covered.find((each) => (left -= lengthOf(each)) < 0);
    if (piece === undefined) continue;
    const instant = Math.floor((piece.end + SECOND + left) / SECOND) * SECOND;
    const sample = await narrowed(archive, piece, instant);
    const last = samples.at(-1);
    if (last === undefined || sample.start > last.end) samples.push(sample);
  }
  return samples;
}

/** The part of an interval around an instant that is a day long, or shorter to have at most a page of calls. */
async function narrowed(
  archive: OpenedAccount['archive'],
  { start, end }: Interval,
  instant: number,
): Promise<Interval> {
  for (let length = DAY; ; length = Math.floor(length / 4 / SECOND) * SECOND) {
    const around = { start: instant - length / 2, end: instant + length / 2 };
    const part = wholeSecondsOf(intersection({ start, end }, around), instant);
    if (length < 2 * SECOND || (await archive.store.count(part, PAGE + 1)) <= PAGE) return part;
  }
}

function wholeSecondsOf(interval: Interval | null, instant: number): Interval {
  if (interval === null || !contains(interval, instant)) return { start: instant, end: instant };
  return {
    start: Math.ceil(interval.start / SECOND) * SECOND,
    end: Math.floor(interval.end / SECOND) * SECOND,
  };
}
