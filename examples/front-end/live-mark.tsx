import { count } from './formats.ts';
import type { StreamState } from './stream-states.ts';

interface Props {
  /** The number of calls that arrived while the user was looking. */
  readonly arrived: number;
  readonly state: StreamState;
}

/** Shows whether new calls are delivered live, and how many have been. */
export function LiveMark({ arrived, state }: Props) {
  return (
    <p role="status" className={state.is === 'live' ? 'live' : 'live is-off'}>
      {textOf(state, arrived)}
    </p>
  );
}

function textOf(state: StreamState, arrived: number): string {
  switch (state.is) {
    case 'connecting':
      return 'Connecting …';
    case 'live':
      return arrived === 0 ? 'Live' : `Live: ${count(arrived, 'new call')}`;
    case 'reconnecting':
      return 'Not live: connecting again …';
    case 'ended':
      return `Not live. ${state.reason}`;
  }
}
