import type { CallDirection, CallService, CallStatus } from './call.js';

/**
 * Conditions that every wanted call meets; null imposes none. A source may use them to skip other calls, but need not:
 * the caller still checks each call.
 */
export interface CallCriteria {
  readonly directions: readonly CallDirection[] | null;
  readonly statuses: readonly CallStatus[] | null;
  readonly services: readonly CallService[] | null;
  /** Compared as by `isSameNumber`. */
  readonly phone: string | null;
  /** The uuid of a party's contact, in any case. */
  readonly contact: string | null;
  /** Matches a call if one of its agents has one of these numbers, compared as by `canonicalNumber`. */
  readonly internalNumbers: readonly string[] | null;
  /** A flag's name or uuid, compared as by `foldText`. */
  readonly flag: string | null;
  readonly hasNotes: boolean | null;
  readonly minDurationSeconds: number | null;
  readonly maxDurationSeconds: number | null;
}
