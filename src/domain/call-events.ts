import type { Call } from './call.js';

/**
 * `added`: every wanted call that appears from now on and began at most two days earlier. Calls that appear together are
 * ordered by `startedAt`, then by uuid. A call that appears late is delivered when it appears.
 * `changed`: every call of the last two days whose status, duration, flags or number of notes has changed, in its
 * current state, if that state is wanted. Changes that are detected together are one event.
 */
export type CallEvent = 'added' | 'changed';

/**
 * Events of one workspace's call history, each delivered once. An outage of the provider only delays events. The
 * iterable ends when `over` is aborted: with an error if the provider rejects the credentials or the consumer is too
 * slow.
 */
export type WatchCalls = (
  event: CallEvent,
  isWanted: (call: Call) => boolean,
  over: AbortController,
) => AsyncIterable<Call>;
