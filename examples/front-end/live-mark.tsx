import { count } from './formats.ts';
import type { StreamState } from './stream-states.ts';

interface Props {
  /** How many calls came while the user was looking. */
  readonly arrived: number;
  readonly state: StreamState;
}

/** Says whether new calls come by themselves, and how many did. */
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
