import type { CallOrder, TimeRange } from '../../../../src/domain/call.js';
import { createLocalClock } from '../../../../src/providers/ccrm/local-clock.js';
import type { WireCall } from '../../../../src/sandbox/wire.js';

const clock = createLocalClock('Europe/Warsaw');

/** The UUIDs of the calls that a read of the range returns, in the requested order. */
export function expectedCalls(calls: readonly WireCall[], range: TimeRange, order: CallOrder): string[] {
  const within = calls
    .map(({ uuid, callDate }) => ({ uuid, startedAt: clock.instantOf(callDate) ?? NaN }))
    .filter(({ startedAt }) => startedAt >= range.from && startedAt < range.to)
    .sort((a, b) => a.startedAt - b.startedAt || (a.uuid < b.uuid ? -1 : 1))
    .map(({ uuid }) => uuid);
  return order === 'OLDEST_FIRST' ? within : within.reverse();
}
