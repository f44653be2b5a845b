import type { TimeRange } from '../../domain/call.js';

/** Calls of a workspace in a day: what a longer range is taken to hold. */
const CALLS_A_DAY = 1000;
const DAY = 86_400_000;
/** Calls that a page brings if the provider doesn't sort, so that its interval must fit it. */
const CALLS_OF_A_PAGE = 700;
/** Pages until an interval is found that fits one, and one to see whether more follows. */
export const SEARCH_PAGES = 6;
/** A filtered range of more calls than this isn't counted. */
const COUNTED_CALLS = 20_000;

/** Requests that finding a call by its bare uuid costs: where it was seen lately, its notes, where those say. */
export const REQUESTS_BY_UUID = 7;

/** What reading a range costs. */
export interface RangeCost {
  /** Pages of the call history. */
  readonly pages: number;
  /** Calls that are looked at. */
  readonly scannedCalls: number;
}

/** What a walk costs that ends after so many calls of the range. */
export function costOfWalk({ from, to }: TimeRange, calls: number): RangeCost {
  const held = Math.max(1, Math.ceil(((to - from) / DAY) * CALLS_A_DAY));
  const scannedCalls = Math.min(held, calls);
  return { pages: SEARCH_PAGES + Math.ceil(scannedCalls / CALLS_OF_A_PAGE), scannedCalls };
}

/** What counting a range costs; where only some of its calls count, they are looked at. */
export function costOfCount(range: TimeRange, isSearched: boolean): RangeCost {
  if (!isSearched) return { pages: SEARCH_PAGES, scannedCalls: 0 };
  const { pages, scannedCalls } = costOfWalk(range, COUNTED_CALLS);
  return { pages: SEARCH_PAGES + pages, scannedCalls };
}

/** Pages that finding calls costs, by the different local hours that they lie in. */
export function pagesOfFind(hours: number): number {
  return 2 * hours;
}
