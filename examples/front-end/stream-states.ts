import { makeVar } from '@apollo/client';
import { useReactiveVar } from '@apollo/client/react';

/** The state of a subscription's stream. Only a stream that `ended` isn't reopened; it has the reason. */
export type StreamState =
  { readonly is: 'connecting' | 'live' | 'reconnecting' } | { readonly is: 'ended'; readonly reason: string };

const CONNECTING: StreamState = { is: 'connecting' };
const states = makeVar<ReadonlyMap<string, StreamState>>(new Map());

/** Records the state of an operation's stream, by the operation's name. */
export function noteStreamState(operationName: string, state: StreamState): void {
  states(new Map([...states(), [operationName, state]]));
}

/** The state of an operation's stream, updated whenever it changes. */
export function useStreamState(operationName: string): StreamState {
  return useReactiveVar(states).get(operationName) ?? CONNECTING;
}
