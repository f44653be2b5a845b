import { createClient as createEventStreamClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import type { GraphQLAnswer } from '../support/a-switchboard.js';
import { eventually } from '../support/eventually.js';

export interface Subscription {
  readonly query: string;
  readonly operationName?: string;
  readonly documentId?: string;
  readonly extensions?: Record<string, unknown>;
  readonly variables?: Record<string, unknown>;
}

/** The results that have reached a subscriber. */
export interface Subscriber {
  readonly results: readonly GraphQLAnswer<Events>[];
  /** The numbers of the calls in order of arrival. */
  readonly numbers: () => readonly number[];
  /** `COMPLETE` or the error that ended the subscription; null while it is open. */
  readonly end: () => unknown;
  /** Disconnects without waiting for the end. */
  readonly leave: () => void;
}

interface Events {
  readonly callAdded?: CallEvent;
  readonly callChanged?: CallEvent;
}

interface CallEvent {
  readonly uuid: string;
  readonly [field: string]: unknown;
}

export const CALL_ADDED: Subscription = {
  query: 'subscription ($filter: CallFilter) { callAdded(filter: $filter) { uuid startedAt } }',
};

export const CALL_CHANGED: Subscription = {
  query: `subscription ($filter: CallFilter) {
    callChanged(filter: $filter) { uuid status durationSeconds hasNotes notes { text } flags { name } }
  }`,
};

type Subscribe = (
  url: string,
  subscription?: Subscription,
  credentials?: Record<string, string>,
) => Subscriber;

/** Subscribes like graphql-sse's client in distinct connections mode; credentials are headers. */
export const byEventStream: Subscribe = (url, subscription = CALL_ADDED, headers = {}) => {
  const client = createEventStreamClient({ url: `${url}/graphql`, headers, retryAttempts: 0 });
  return following((sink) => client.subscribe<Events>(subscription, sink));
};

/** Subscribes like graphql-ws's client, over a separate connection; credentials are connection parameters. */
export const byWebSocket: Subscribe = (url, subscription = CALL_ADDED, connectionParams = {}) => {
  const address = `${url.replace('http', 'ws')}/graphql`;
  const client = createWebSocketClient({ url: address, connectionParams, retryAttempts: 0 });
  return following((sink) => client.subscribe<Events>(subscription, sink));
};

export const WAYS: readonly (readonly [name: string, subscribe: Subscribe])[] = [
  ['an event stream', byEventStream],
  ['a WebSocket', byWebSocket],
];

interface Sink {
  next(result: object): void;
  error(error: unknown): void;
  complete(): void;
}

function following(subscribe: (sink: Sink) => () => void): Subscriber {
  const results: GraphQLAnswer<Events>[] = [];
  let end: unknown = null;
  const leave = subscribe({
    next: (result) => void results.push(result),
    error: (error) => (end = error),
    complete: () => (end ??= 'COMPLETE'),
  });
  return {
    results,
    numbers: () => results.map(({ data }) => Number((data?.callAdded ?? data?.callChanged)?.uuid.slice(-12))),
    end: () => end,
    leave,
  };
}

/** Waits until so many results have arrived. */
export async function received({ results }: Subscriber, count: number): Promise<void> {
  while (results.length < count) {
    const before = results.length;
    await eventually(() => results.length > before);
  }
}
