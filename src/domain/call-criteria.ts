import type { CallDirection, CallService, CallStatus } from './call.js';

/**
 * Conditions that every wanted call meets; an absent one imposes none. A source may use them to skip other calls, but
 * need not: the caller still checks each call.
 */
export interface CallCriteria {
  readonly direction?: readonly CallDirection[];
  readonly status?: readonly CallStatus[];
  readonly service?: readonly CallService[];
  /** Compared as by `isSameNumber`. */
  readonly phone?: string;
  /** The uuid of a party's contact, in any case. */
  readonly contact?: string;
  /** Matches a call if one of its agents has this number, compared as by `canonicalNumber`. */
  readonly internalNumber?: string;
  /** Matches a call if one of its agents has one of these numbers, compared likewise. */
  readonly internalNumbers?: readonly string[];
  /** Whether the call came from outside without its caller's number. */
  readonly withheld?: boolean;
  /** A flag's name or uuid, compared as by `foldText`. */
  readonly flag?: string;
  readonly hasNotes?: boolean;
  readonly minDurationSeconds?: number;
  readonly maxDurationSeconds?: number;
}
