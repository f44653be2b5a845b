import type { SandboxData, WireCall, WireNote } from '../../src/sandbox/wire.js';
import { createRandom } from '../support/random.js';
import { aCall, aNote, wireDate } from '../support/builders.js';

const DAY = 86_400_000;

export interface PastOptions {
  readonly calls: number;
  /** The age of the first call in days. */
  readonly days: number;
}

/** Calls of the last days, dated in UTC; a tenth has notes. The same options give the same calls, at other dates. */
export function aPast({ calls, days }: PastOptions): Pick<SandboxData, 'calls' | 'notes'> {
  const random = createRandom(calls);
  const now = Date.now() - DAY / 8;
  const notes: Record<string, WireNote[]> = {};
  const list: WireCall[] = [];
  for (let index = 0; index < calls; index += 1) {
    const uuid = uuidOf('call', index);
    const instant = now - random.fraction() * (days * DAY - DAY / 4);
    const count = index % 20 === 0 ? 2 : Number(index % 10 === 0);
    list.push(aCall({ uuid, callDate: wireDate(instant), duration: random.whole(0, 900), note: count }));
    notes[uuid] = Array.from({ length: count }, (_, number) =>
      aNote({ uuid: uuidOf('note', index * 10 + number), created: wireDate(instant) }),
    );
  }
  return { calls: list, notes };
}

/** The first day of such a past as `YYYY-MM-DD`. */
export function firstDayOf({ days }: Pick<PastOptions, 'days'>): string {
  return new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
}

function uuidOf(kind: 'call' | 'note', number: number): string {
  return `${kind === 'call' ? '0' : '1'}0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
