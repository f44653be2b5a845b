import type { Clock } from '../support/a-clock.js';
import { aClient, anExtension, aNote, manyCalls, numberedUuid } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';

/** The evening of the day. */
export const NOW = new Date('2026-03-04T18:30:00Z');
const STATUSES = ['ANSWERED', 'NO ANSWER', 'ANSWERED', 'BUSY'];

/** A Switchboard with a day of 120 calls, every fourth of them unanswered. */
export function startDayOfCalls(clock: Clock): Promise<Switchboard> {
  const calls = manyCalls(120, { from: '2026-03-04 08:00:00', to: '2026-03-04 18:00:00' }).map(
    (call, index) => ({
      ...call,
      status: STATUSES[index % STATUSES.length],
      note: index === 118 ? 1 : 0,
    }),
  );
  const notes = { [numberedUuid(118)]: [aNote()] };
  return startSwitchboard({
    now: clock.now,
    ttl: { client: 60 },
    maxStale: 3600,
    sandbox: { now: NOW, data: { calls, notes, extensions: [anExtension()], client: aClient() } },
  });
}
