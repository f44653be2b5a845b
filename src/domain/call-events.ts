import type { Call } from './call.js';

/** The calls that appear in the call history of one workspace. */
export interface NewCalls {
  /**
   * Every wanted call that appears from now on, once: those that appear together by `startedAt`, then by uuid, and
   * one that appears later than its neighbours when it does. An outage of the provider only delays them. Ends when
   * `over` is aborted, which is done with an error where the provider refuses the credentials, or whoever takes
   * the calls is too slow.
   */
  watch(isWanted: (call: Call) => boolean, over: AbortController): AsyncIterable<Call>;
}
