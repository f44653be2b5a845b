import type { Call } from './call.js';

/**
 * What happens to the calls of one workspace's call history, each event once. An outage of the provider only delays
 * events. The iterables end when `over` is aborted: with an error if the provider refuses the credentials, or whoever
 * takes the calls is too slow.
 */
export interface CallEvents {
  /**
   * Every wanted call that appears from now on and began at most two days earlier. Calls that appear together come by
   * `startedAt`, then by uuid; one that appears later than its neighbours comes when it does.
   */
  added(isWanted: (call: Call) => boolean, over: AbortController): AsyncIterable<Call>;
  /**
   * Every call of the last two days whose status, duration, flags or number of notes is found changed, as it is now, if
   * it is wanted as such. Several changes at a time are one event.
   */
  changed(isWanted: (call: Call) => boolean, over: AbortController): AsyncIterable<Call>;
}
