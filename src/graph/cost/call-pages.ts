import type { TimeRange } from '../../domain/call.js';
import { DAY } from '../../domain/interval.js';

/** The assumed number of a workspace's calls per day. */
const CALLS_A_DAY = 1000;
/** Calls per page if the provider doesn't sort: each interval must then fit on a page. */
const CALLS_OF_A_PAGE = 700;
/** Pages needed to find an interval that fits one, plus one to see whether more follows. */
export const SEARCH_PAGES = 6;
/** The maximum number of calls that are read to count a filtered range. */
export const COUNTED_CALLS = 20_000;

/**
 * Requests to find a call by its uuid alone: at its last known location, in its notes, and at the location they give.
 */
export const REQUESTS_BY_UUID = 7;

/** The cost of reading a range. */
export interface RangeCost {
  /** Pages of the call history. */
  readonly pages: number;
  /** Scanned calls. */
  readonly scannedCalls: number;
}

/** The cost of a walk that ends after this many calls of the range. */
export function costOfWalk({ from, to }: TimeRange, calls: number): RangeCost {
  const callsOfRange = Math.max(1, Math.ceil(((to - from) / DAY) * CALLS_A_DAY));
  const scannedCalls = Math.min(callsOfRange, calls);
  return { pages: SEARCH_PAGES + Math.ceil(scannedCalls / CALLS_OF_A_PAGE), scannedCalls };
}

/** The cost of counting a range. `isSearched`: only some of the calls count, so all of them are scanned. */
export function costOfCount(range: TimeRange, isSearched: boolean): RangeCost {
  if (!isSearched) return { pages: SEARCH_PAGES, scannedCalls: 0 };
  const { pages, scannedCalls } = costOfWalk(range, COUNTED_CALLS);
  return { pages: SEARCH_PAGES + pages, scannedCalls };
}

/** Pages needed to find calls in this many different local hours. */
export function pagesOfFind(hours: number): number {
  return 2 * hours;
}
