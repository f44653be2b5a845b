import type { TimeRange } from '../../domain/call.js';

/** A stretch of time in whole seconds, as milliseconds since the epoch: both ends belong to it. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

export const SECOND = 1000;
export const HOUR = 3600 * SECOND;
/** How full a page is aimed at where a stretch must be made to fit one: room for what the estimate misses. */
export const FILL = 0.9;

/** Calls carry whole seconds; null for a range that holds none. */
export function wholeSeconds(range: TimeRange): Stretch | null {
  const first = Math.ceil(range.from / SECOND) * SECOND;
  const last = Math.ceil(range.to / SECOND) * SECOND - SECOND;
  return first > last ? null : { first, last };
}

/** The part of a stretch from an instant on; null where nothing is left. */
export function startingAt(stretch: Stretch, first: number): Stretch | null {
  return first > stretch.last ? null : { first: Math.max(first, stretch.first), last: stretch.last };
}

/** The part of a stretch up to and with an instant; null where nothing is left. */
export function endingAt(stretch: Stretch, last: number): Stretch | null {
  return last < stretch.first ? null : { first: stretch.first, last: Math.min(last, stretch.last) };
}

export function contains({ first, last }: Stretch, instant: number): boolean {
  return instant >= first && instant <= last;
}

/** Milliseconds; a stretch of one second has a length of 1000. */
export function lengthOf({ first, last }: Stretch): number {
  return last - first + SECOND;
}

/** Those of some calls, sorted oldest first, that begin within a stretch. */
export function callsBetween<T extends { readonly startedAt: number }>(
  { first, last }: Stretch,
  calls: readonly T[],
): readonly T[] {
  const from = countBefore(first, calls);
  const to = countBefore(last + 1, calls);
  return from === 0 && to === calls.length ? calls : calls.slice(from, to);
}

/** How many of some calls, sorted oldest first, begin before an instant. */
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
