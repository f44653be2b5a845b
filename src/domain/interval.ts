import { compareCalls, type Call, type TimeRange } from './call.js';

/** A time interval of whole seconds, in milliseconds since the epoch: both ends are inclusive. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** In milliseconds, as are the other units. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
/** A day without a change of the clock. */
export const DAY = 24 * HOUR;
/** Milliseconds by which a provider's clock may differ from ours, ahead or behind. */
export const CLOCK_SKEW = 60 * SECOND;

/** The whole seconds of a range, because calls start at whole seconds; null if the range contains none. */
export function wholeSeconds(range: TimeRange): Interval | null {
  const start = Math.ceil(range.from / SECOND) * SECOND;
  const end = Math.ceil(range.to / SECOND) * SECOND - SECOND;
  return start > end ? null : { start, end };
}

/** The part of an interval from an instant on; null if it is empty. */
export function startingAt(interval: Interval, start: number): Interval | null {
  return start > interval.end ? null : { start: Math.max(start, interval.start), end: interval.end };
}

/** The part of an interval up to and including an instant; null if it is empty. */
export function endingAt(interval: Interval, end: number): Interval | null {
  return end < interval.start ? null : { start: interval.start, end: Math.min(end, interval.end) };
}

/** Identifies an interval among those of a call history. */
export function intervalKey({ start, end }: Interval): string {
  return `${String(start)}/${String(end)}`;
}

/** Whether an interval contains an instant; both ends belong to it. */
export function contains({ start, end }: Interval, instant: number): boolean {
  return instant >= start && instant <= end;
}

/** In milliseconds; an interval of one second has a length of 1000. */
export function lengthOf({ start, end }: Interval): number {
  return end - start + SECOND;
}

/** The calls that begin within an interval. `calls` must be sorted oldest first. */
export function callsBetween<T extends { readonly startedAt: number }>(
  { start, end }: Interval,
  calls: readonly T[],
): readonly T[] {
  const from = countBefore(start, calls);
  const to = countBefore(end + 1, calls);
  return from === 0 && to === calls.length ? calls : calls.slice(from, to);
}

/** The number of calls that begin before an instant. `calls` must be sorted oldest first. */
function countBefore(instant: number, calls: readonly { readonly startedAt: number }[]): number {
  let low = 0;
  let high = calls.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((calls[middle]?.startedAt ?? Infinity) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The calls of an interval, each once, oldest first. */
export function callsWithin(interval: Interval, calls: readonly Call[]): readonly Call[] {
  const byUuid = new Map<string, Call>();
  for (const call of calls) {
    if (contains(interval, call.startedAt) && !byUuid.has(call.uuid)) byUuid.set(call.uuid, call);
  }
  return [...byUuid.values()].sort(compareCalls);
}

/** The intersection of two intervals; null if they don't overlap. */
export function intersection(one: Interval, other: Interval): Interval | null {
  const start = Math.max(one.start, other.start);
  const end = Math.min(one.end, other.end);
  return start > end ? null : { start, end };
}
