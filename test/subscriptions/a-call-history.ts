import type { Sandbox } from '../../src/sandbox/sandbox.js';
import type { WireCall } from '../../src/sandbox/wire.js';
import { aClock, type Clock } from '../support/a-clock.js';
import { aCall, anExtension, numberedUuid } from '../support/builders.js';
import { startSwitchboard, type Switchboard, type SwitchboardOptions } from '../support/a-switchboard.js';

/** A Switchboard with a stopped clock and a call history to which tests add calls. */
export interface GrowingHistory extends Switchboard {
  readonly clock: Clock;
  /** Adds the nth call, which started so many seconds ago. */
  readonly appear: (
    number: number,
    secondsAgo?: number,
    overrides?: Readonly<Record<string, unknown>>,
  ) => WireCall;
  /** Changes the nth call. */
  readonly change: (number: number, overrides: Readonly<Record<string, unknown>>) => void;
  /** The number of requested pages of the call history. */
  readonly pages: () => number;
}

/** Noon in Warsaw, the sandbox's time zone. */
const NOW = '2025-03-12T11:00:00Z';

export async function startGrowingHistory(options: SwitchboardOptions = {}): Promise<GrowingHistory> {
  const clock = aClock(NOW);
  const board = await startSwitchboard({
    sandbox: { data: { calls: [], extensions: [anExtension()] } },
    now: clock.now,
    ...options,
  });
  return {
    ...board,
    clock,
    appear(number, secondsAgo = 10, overrides = {}) {
      const call = aCall({
        uuid: numberedUuid(number),
        callDate: warsawTime(clock.now() - secondsAgo * 1000),
        duration: 5,
        ...overrides,
      });
      board.sandbox.data.calls.push(call);
      return call;
    },
    change(number, overrides) {
      const { data } = board.sandbox;
      const uuid = numberedUuid(number);
      data.calls = data.calls.map((call) => (call['uuid'] === uuid ? { ...call, ...overrides } : call));
    },
    pages: () => callPages(board.sandbox),
  };
}

function callPages({ requests }: Sandbox): number {
  return requests.filter(({ route }) => route === 'callHistory').length;
}

/** The local time in Warsaw as `YYYY-MM-DD HH:MM:SS`. */
export function warsawTime(instant: number): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Warsaw',
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(instant);
}
