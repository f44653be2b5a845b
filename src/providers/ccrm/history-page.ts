import { compareCalls, type Call, type CallOrder } from '../../domain/call.js';

/** A stretch of time in whole seconds, as milliseconds since the epoch: both ends belong to it. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

/** A stretch of which every call is known; the calls oldest first, each once. */
export interface KnownStretch extends Stretch {
  readonly calls: readonly Call[];
}

/** What one page 1 of the call history tells about the stretch that was asked for. */
export interface Answer {
  /** The part of the stretch that the page holds completely; null where there is none. */
  readonly known: KnownStretch | null;
  /** The order in which the provider sorts, null where the page doesn't show one. */
  readonly order: CallOrder | null;
  /** Records between the dates that were sent, which lie a little outside of the stretch; null where unknown. */
  readonly total: number | null;
  /** How many records of `total` lie before and behind the stretch; null where the page doesn't reach that far. */
  readonly before: number | null;
  readonly behind: number | null;
}

export interface Page {
  /** The calls that could be decoded, in the provider's order. */
  readonly calls: readonly Call[];
  /** Records on the page, those that couldn't be decoded among them. */
  readonly received: number;
  readonly total: number | null;
}

const SECOND = 1000;

/**
 * Judges page 1 of a stretch. A page that holds all its records proves the whole stretch. One that is
 * cut off proves only the side that it was sorted from, without the second at which it was cut.
 */
export function judgePage(stretch: Stretch, page: Page, pageSize: number): Answer {
  const order = sortedOrder(page.calls);
  const complete = isComplete(page, pageSize);
  const known = complete ? stretch : sortedPart(stretch, page.calls, order);
  const count = (test: (call: Call) => boolean) => page.calls.filter(test).length;
  return {
    known: known === null ? null : { ...known, calls: callsWithin(known, page.calls) },
    order,
    total: page.total,
    before: complete || order === 'OLDEST_FIRST' ? count((call) => call.startedAt < stretch.first) : null,
    behind: complete || order === 'NEWEST_FIRST' ? count((call) => call.startedAt > stretch.last) : null,
  };
}

/** The calls of a stretch, each once, oldest first. */
export function callsWithin({ first, last }: Stretch, calls: readonly Call[]): readonly Call[] {
  const byUuid = new Map<string, Call>();
  for (const call of calls) {
    if (call.startedAt >= first && call.startedAt <= last && !byUuid.has(call.uuid))
      byUuid.set(call.uuid, call);
  }
  return [...byUuid.values()].sort(compareCalls);
}

function isComplete({ received, total }: Page, pageSize: number): boolean {
  if (received === 0 || received === total) return true;
  return received < pageSize && (total === null || total < received);
}

function sortedPart(stretch: Stretch, calls: readonly Call[], order: CallOrder | null): Stretch | null {
  const cut = calls.at(-1)?.startedAt;
  if (cut === undefined || order === null) return null;
  const part =
    order === 'NEWEST_FIRST'
      ? { first: Math.max(stretch.first, cut + SECOND), last: stretch.last }
      : { first: stretch.first, last: Math.min(stretch.last, cut - SECOND) };
  return part.first > part.last ? null : part;
}

/** null for calls in no order, and for calls that are all of one second. */
function sortedOrder(calls: readonly Call[]): CallOrder | null {
  let rises = false;
  let falls = false;
  for (const [index, call] of calls.entries()) {
    const step = call.startedAt - (calls[index - 1]?.startedAt ?? call.startedAt);
    rises ||= step > 0;
    falls ||= step < 0;
  }
  if (rises === falls) return null;
  return rises ? 'OLDEST_FIRST' : 'NEWEST_FIRST';
}
