import type { Call } from './call.js';

/**
 * Events of one workspace's call history, each delivered once. An outage of the provider only delays events. The
 * iterables end when `over` is aborted: with an error if the provider rejects the credentials or the consumer is too
 * slow.
 */
export interface CallEvents {
  /**
   * Every wanted call that appears from now on and began at most two days earlier. Calls that appear together are
   * ordered by `startedAt`, then by uuid. A call that appears late is delivered when it appears.
   */
  added(isWanted: (call: Call) => boolean, over: AbortController): AsyncIterable<Call>;
  /**
   * Every call of the last two days whose status, duration, flags or number of notes has changed, in its present state
   * and if it is wanted in that state. Changes that are detected together are one event.
   */
  changed(isWanted: (call: Call) => boolean, over: AbortController): AsyncIterable<Call>;
}
