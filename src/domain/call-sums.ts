import type { Call, CallDirection, CallStatus, TimeRange } from './call.js';

/** A group of calls: those of a range with this direction and status; null matches any. */
export interface CallGroupKey extends TimeRange {
  readonly direction: CallDirection | null;
  readonly status: CallStatus | null;
}

/** Totals of some calls. */
export interface CallSums {
  readonly calls: number;
  readonly answered: number;
  /** The sum of the durations, in seconds. */
  readonly seconds: number;
  /** The longest duration, in seconds; 0 without calls. */
  readonly longest: number;
}

/** The totals of the group with this index. */
export interface GroupSums extends CallSums {
  readonly group: number;
}

/** Some calls, or their totals per group. A group without calls may be absent. */
export type CallsOrSums = { readonly calls: readonly Call[] } | { readonly sums: readonly GroupSums[] };
