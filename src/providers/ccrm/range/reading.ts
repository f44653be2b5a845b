import type { Call } from '../../../domain/call.js';
import { callsWithin, type Interval } from '../../../domain/interval.js';
import type { KnownInterval } from '../cache/workspace-calls.js';

/** What the pages of one interval have shown. */
export type IntervalEvidence = CompleteInterval | IncompleteInterval;

export interface CompleteInterval {
  readonly isComplete: true;
  /** Every call between the dates that were sent, which lie a little outside of the interval; in no order, each once. */
  readonly calls: readonly Call[];
  /** Records, undecodable ones included. */
  readonly received: number;
}

/** The interval holds more than a page: only how many is used, never which. */
export interface IncompleteInterval {
  readonly isComplete: false;
  /** Records on its first page. */
  readonly received: number;
  /** Records between the dates that were sent; null if the provider doesn't say, or its totals have been wrong. */
  readonly total: number | null;
  /** The second, in milliseconds since the epoch, that holds most calls of the page by itself; null if none does. */
  readonly saturated: number | null;
}

/** What an operation remembers of an interval that it has read. */
export interface Answer {
  /** Calls in the interval; null if it is incomplete. */
  readonly count: number | null;
  /** As `count`, with records that can't be decoded. */
  readonly records: number | null;
  /** How many calls between the dates that were sent lie before and behind the interval; null if it is incomplete. */
  readonly before: number | null;
  readonly behind: number | null;
  /** Null if the interval is complete. */
  readonly incomplete: IncompleteInterval | null;
}

/** An interval that was read, and its calls if it is complete. */
export interface Reading {
  readonly answer: Answer;
  readonly known: KnownInterval | null;
  /** When it was asked for, in milliseconds since the epoch. */
  readonly asked: number;
  /** How many requests it took. */
  readonly pages: number;
}

const NOTHING = { count: null, records: null, before: null, behind: null };

/** What the pages of an interval have shown of it, and its calls if they have shown all. */
export function shownBy(evidence: IntervalEvidence, interval: Interval): Pick<Reading, 'answer' | 'known'> {
  if (!evidence.isComplete) return { answer: { ...NOTHING, incomplete: evidence }, known: null };
  const calls = callsWithin(interval, evidence.calls);
  const before = evidence.calls.filter(({ startedAt }) => startedAt < interval.start).length;
  const behind = evidence.calls.filter(({ startedAt }) => startedAt > interval.end).length;
  const records = evidence.received - before - behind;
  return {
    answer: { count: calls.length, records, before, behind, incomplete: null },
    known: { ...interval, calls },
  };
}
