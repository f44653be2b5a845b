import type { CallDirection, CallService, CallStatus } from './call.js';

/**
 * What every wanted call meets. A source that can find such calls faster gives others less often, or never; whoever
 * asks still checks each call. null is no condition.
 */
export interface CallCriteria {
  readonly directions: readonly CallDirection[] | null;
  readonly statuses: readonly CallStatus[] | null;
  readonly services: readonly CallService[] | null;
  /** As in `isSameNumber`. */
  readonly phone: string | null;
  /** The uuid of a party's contact, in any case. */
  readonly contact: string | null;
  /** One of them is an agent's, as in `canonicalNumber`. */
  readonly internalNumbers: readonly string[] | null;
  /** A flag's name or uuid, as in `foldText`. */
  readonly flag: string | null;
  readonly hasNotes: boolean | null;
  readonly minDurationSeconds: number | null;
  readonly maxDurationSeconds: number | null;
}
