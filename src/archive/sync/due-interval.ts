import { DAY, endingAt, HOUR, type Interval, MINUTE, SECOND, startingAt } from '../../domain/interval.js';
import { type Covered, coveredWithin, joined, oldestFetch, without } from '../store/coverage.js';

/** About how often calls older than a month are read again. */
const MONTH = 30 * DAY;

/** Younger calls are read again every minute. */
export const LATEST = 2 * DAY;

/** How often calls are read again, by age: a call changes most in its first days. */
const AGES = [
  { name: 'LATEST', upTo: LATEST, every: MINUTE },
  { name: 'WEEK', upTo: 7 * DAY, every: HOUR },
  { name: 'MONTH', upTo: MONTH, every: DAY },
  { name: 'OLDER', upTo: Infinity, every: MONTH },
] as const;

/** BEFORE_SINCE: from before the time from which calls are archived. */
export type AgeName = (typeof AGES)[number]['name'] | 'BEFORE_SINCE';

/** An interval to read, and its age. */
export interface DueInterval extends Interval {
  readonly age: AgeName;
}

/** Younger calls aren't due yet: clocks may differ, and the last read may be less than a minute ago. */
const YOUNGEST = 2 * MINUTE;
/** As long as a range without `from` if there is no archive: reading a younger gap live costs no more. */
const LONGEST_GAP = MONTH;
/** The maximum length of an interval, so that older calls don't delay younger ones. */
const LONGEST = MONTH;

/**
 * The next interval between `since` and `now` that was never fetched or is due again, or that is archived from before
 * `since` and is due again; null if there is none. Younger calls come first, but not the same age twice in a row if
 * another one is due, so that the past gets its turn. `firstCall`: the start of the first archived call, in milliseconds
 * since the epoch; null without any.
 */
export function dueInterval(
  covered: readonly Covered[],
  since: number,
  now: number,
  last: AgeName | null,
  firstCall: number | null,
): DueInterval | null {
  const due: readonly DueInterval[] = AGES.flatMap(({ name, upTo, every }, index) => {
    const younger = AGES[index - 1]?.upTo ?? 0;
    const age = { start: Math.max(since, now - upTo), end: now - Math.max(younger, YOUNGEST) };
    const interval = age.start > age.end ? null : dueWithin(age, covered, now - every);
    return interval === null ? [] : [{ ...interval, age: name }];
  });
  const past = dueBefore(since, covered, now - MONTH, firstCall);
  const next = [...due, ...past].find(({ age }) => age !== last) ?? due[0] ?? past[0];
  if (next === undefined) return null;
  return next.age === 'LATEST' ? { ...next, end: wholeSecond(now) } : next;
}

/** The time from `since` on that should be archived by now; null if `since` is too recent. */
export function archivedPast(since: number, now: number): Interval | null {
  return endingAt({ start: since, end: now }, now - YOUNGEST);
}

/** Whether any part of the time from `since` on was never fetched. */
export function isIncomplete(covered: readonly Covered[], since: number, now: number): boolean {
  const past = archivedPast(since, now);
  return past !== null && without(past, covered).length > 0;
}

/**
 * The instant as of which all of the latest calls were fetched, by whichever process, in milliseconds since the epoch;
 * null if `since` is too recent.
 */
export function latestFetch(covered: readonly Covered[], since: number, now: number): number | null {
  const latest = archivedPast(Math.max(since, now - LATEST), now);
  return latest === null ? null : oldestFetch(coveredWithin(latest, covered));
}

/**
 * The archived interval at which the archive begins; null if nothing is archived. Usually the last one, because earlier
 * ones were read live for callers before the backfill reached them. Ignores gaps that the synchroniser is about to
 * fill: those of the last two days and, within the last thirty days, those since the archive was last up to date.
 * `intervals`: oldest first. `syncedAt`: when it last was up to date; null before it ever was.
 */
export function mainInterval(
  intervals: readonly Interval[],
  syncedAt: number | null,
  now: number,
): Interval | null {
  const synced = syncedAt === null ? Infinity : wholeSecond(syncedAt - YOUNGEST);
  const gapsFrom = Math.max(now - LONGEST_GAP, Math.min(now - LATEST, synced));
  return intervals.find(({ end }) => end >= gapsFrom) ?? intervals.at(-1) ?? null;
}

/**
 * From the first to the last second of an interval that wasn't fetched after `since`, limited to its last 30 days; null
 * if all of it was.
 */
function dueWithin(interval: Interval, covered: readonly Covered[], since: number): Interval | null {
  const fresh = coveredWithin(interval, covered).filter(({ fetchedAt }) => fetchedAt > since);
  const due = without(interval, fresh);
  const start = due.reduce((first, each) => Math.min(first, each.start), Infinity);
  const end = due.reduce((latest, each) => Math.max(latest, each.end), -Infinity);
  const whole = { start: wholeSecond(start), end: wholeSecond(end) };
  return end < start ? null : startingAt(whole, whole.end - LONGEST);
}

/**
 * The last archived part before an instant that wasn't fetched after `since`, limited to its last 30 days unless it ends
 * before the first call: decades without a call take one request. Or none.
 */
function dueBefore(
  instant: number,
  covered: readonly Covered[],
  since: number,
  firstCall: number | null,
): readonly DueInterval[] {
  const earlier = coveredWithin({ start: -Infinity, end: instant - SECOND }, covered);
  const last = joined(earlier.filter(({ fetchedAt }) => fetchedAt <= since)).at(-1);
  if (last === undefined) return [];
  const isEmpty = last.end < (firstCall ?? Infinity);
  const due = isEmpty ? last : startingAt(last, last.end - LONGEST);
  return due === null ? [] : [{ ...due, age: 'BEFORE_SINCE' }];
}

function wholeSecond(instant: number): number {
  return Math.floor(instant / SECOND) * SECOND;
}
