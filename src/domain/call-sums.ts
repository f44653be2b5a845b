import type { Call, CallDirection, CallStatus, TimeRange } from './call.js';

/** Calls that are counted together: those of a range with this direction and this status; null is any. */
export interface CallGroupKey extends TimeRange {
  readonly direction: CallDirection | null;
  readonly status: CallStatus | null;
}

/** What some calls come to. */
export interface CallSums {
  readonly calls: number;
  readonly answered: number;
  /** All durations together, in seconds. */
  readonly seconds: number;
  /** The longest duration, in seconds; 0 without calls. */
  readonly longest: number;
}

/** The sums of the group with this index. */
export interface GroupSums extends CallSums {
  readonly group: number;
}

/** Some calls, or in their place what they come to in each group; a group without any of them may be absent. */
export type CallsOrSums = { readonly calls: readonly Call[] } | { readonly sums: readonly GroupSums[] };
