import type { SandboxData } from '../../src/sandbox/wire.js';
import { aCall, aClient, anExtension, aNote, manyCalls, numberedUuid } from './builders.js';

/** A day with fifty calls, from 08:00 to 18:00 local time. */
export const DAY = { from: '2025-03-12T00:00:00+01:00', to: '2025-03-13T00:00:00+01:00' };

/**
 * Fifty calls of one day; each numbered call (0 is the oldest) has one note. A call at the next midnight, which is in a
 * request for the day, makes the page longer than any page size, so a single page proves that the day is complete.
 */
export function aCompany(withNotes: readonly number[]): Partial<SandboxData> {
  const calls = manyCalls(50, { from: '2025-03-12 08:00:00', to: '2025-03-12 18:00:00' }).map(
    (call, index) => ({
      ...call,
      note: withNotes.includes(index) ? 1 : 0,
    }),
  );
  const notes = new Map(withNotes.map((index) => [numberedUuid(index), [aNote({ uuid: noteUuid(index) })]]));
  const midnight = aCall({ uuid: numberedUuid(9999), callDate: '2025-03-13 00:00:00' });
  return {
    calls: [...calls, midnight],
    notes: Object.fromEntries(notes),
    client: aClient(),
    extensions: [anExtension()],
  };
}

/** The UUID of the note on the nth call of `aCompany`. */
export function noteUuid(index: number): string {
  return `10000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}
