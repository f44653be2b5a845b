import { compareCalls, type Call, type CallOrder } from '../../../domain/call.js';
import { contains, endingAt, SECOND, startingAt, type Interval } from './interval.js';

/** What one page 1 of the call history tells about the interval that was asked for. */
export interface Answer {
  /** The part of the interval that the page holds completely; null where there is none. */
  readonly known: Interval | null;
  /** How many calls the interval holds; null where the page doesn't hold the whole of it. */
  readonly count: number | null;
  /** Records between the dates that were sent, which lie a little outside of the interval; null where unknown. */
  readonly total: number | null;
  /** How many records of `total` lie before and behind the interval; null where the page doesn't show them all. */
  readonly before: number | null;
  readonly behind: number | null;
  /** How the provider sorts; null where the page shows nothing of it. */
  readonly order: CallOrder | 'UNSORTED' | null;
  /** The second whose calls fill the page to its end, so that it proves nothing; null where it isn't so. */
  readonly crowded: number | null;
}

export interface Page {
  /** The calls that could be decoded, in the provider's order. */
  readonly calls: readonly Call[];
  /** Records on the page, those that couldn't be decoded among them. */
  readonly received: number;
  /** Records on all pages, as the provider says; null where it doesn't. */
  readonly total: number | null;
}

/**
 * Judges page 1 of an interval. A page that holds all its records proves the whole interval. One that is
 * cut off proves only the side that it was sorted from, without the second at which it was cut.
 */
export function judgePage(interval: Interval, page: Page, pageSize: number): Answer {
  const complete = isComplete(page, pageSize);
  const order = orderOf(page.calls);
  const known = complete ? interval : sortedPart(interval, page.calls, order);
  const whole = known?.start === interval.start && known.end === interval.end;
  const sideOf = (shownFrom: CallOrder, test: (call: Call) => boolean) =>
    complete || (known !== null && order === shownFrom) ? page.calls.filter(test).length : null;
  return {
    known,
    count: whole ? callsWithin(interval, page.calls).length : null,
    total: complete ? page.received : credibleTotal(page),
    before: sideOf('OLDEST_FIRST', (call) => call.startedAt < interval.start),
    behind: sideOf('NEWEST_FIRST', (call) => call.startedAt > interval.end),
    order,
    crowded: known === null && order !== 'UNSORTED' ? (page.calls.at(-1)?.startedAt ?? null) : null,
  };
}

/** Whether page 1 holds every record. A short page of a larger total doesn't prove it: pages may be smaller than documented. */
export function isComplete({ received, total }: Page, pageSize: number): boolean {
  if (received === 0 || received === total) return true;
  return received < pageSize && (total === null || total < received);
}

/** The calls of an interval, each once, oldest first. */
export function callsWithin(interval: Interval, calls: readonly Call[]): readonly Call[] {
  const byUuid = new Map<string, Call>();
  for (const call of calls) {
    if (contains(interval, call.startedAt) && !byUuid.has(call.uuid)) byUuid.set(call.uuid, call);
  }
  return [...byUuid.values()].sort(compareCalls);
}

function credibleTotal({ received, total }: Page): number | null {
  return total === null || total < received ? null : total;
}

function sortedPart(interval: Interval, calls: readonly Call[], order: Answer['order']): Interval | null {
  const cut = calls.at(-1)?.startedAt;
  if (cut === undefined) return null;
  if (order === 'NEWEST_FIRST') return startingAt(interval, cut + SECOND);
  return order === 'OLDEST_FIRST' ? endingAt(interval, cut - SECOND) : null;
}

function orderOf(calls: readonly Call[]): Answer['order'] {
  let rises = false;
  let falls = false;
  for (const [index, call] of calls.entries()) {
    const step = call.startedAt - (calls[index - 1]?.startedAt ?? call.startedAt);
    rises ||= step > 0;
    falls ||= step < 0;
  }
  if (rises && falls) return 'UNSORTED';
  return rises ? 'OLDEST_FIRST' : falls ? 'NEWEST_FIRST' : null;
}
