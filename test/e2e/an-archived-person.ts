import type { WireCall, WireNote } from '../../src/sandbox/wire.js';
import { startSwitchboard, type Switchboard, type SwitchboardOptions } from '../support/a-switchboard.js';
import { aCall, aNote, anExtension, numberedUuid } from '../support/builders.js';
import { eventually } from '../support/eventually.js';

/** The evening of a Wednesday. */
export const NOW = new Date('2026-03-04T18:30:00Z');
export const NUMBER = '+48 600 000 777';
export const NAME = 'Zofia Jankowska';
export const CONTACT = '7f1c9d5e-2f37-4b43-9a1c-6d7c0f7b1a11';

const DAY = 86_400_000;
const CALLS = 130;
const STATUSES = ['ANSWERED', 'NO ANSWER', 'ANSWERED', 'BUSY'];

/** A Switchboard with one call with a person every five days, the latest yesterday; every fourth call has a note. */
export function startWithPerson(options: SwitchboardOptions = {}): Promise<Switchboard> {
  const notes = Object.fromEntries(
    Array.from({ length: CALLS }, (_, index) => index)
      .filter((index) => index % 4 === 0)
      .map((index) => [numberedUuid(index), [noteOf(index)]]),
  );
  const calls = Array.from({ length: CALLS }, (_, index) => callOf(index));
  return startSwitchboard({
    now: () => NOW.getTime(),
    sandbox: { now: NOW, data: { calls, notes, extensions: [anExtension()] } },
    ...options,
  });
}

/** The same with an archive in memory, filled as far as possible. */
export async function startArchivedPerson(options: SwitchboardOptions = {}): Promise<Switchboard> {
  const engine = { kind: 'sqlite', path: ':memory:' } as const;
  const archive = { engine, since: '2024-01-01', requestsPerMinute: 10_000, keepDays: null };
  return startWithPerson({ archive, ...options });
}

/** Resolves once all calls are archived, and the notes of all calls but `pending`. */
export async function filled(
  board: Switchboard,
  pending = 0,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  await eventually(async () => {
    const { data } = await board.query<{ archive: { state: string; pendingNotes: number } | null }>(
      '{ archive { state pendingNotes } }',
      {},
      headers,
    );
    return data?.archive?.state === 'FOLLOWING' && data.archive.pendingNotes === pending;
  });
}

function callOf(index: number): WireCall {
  const party = { type: 'person', uuid: CONTACT, firstName: 'Zofia', lastName: 'Jankowska' };
  const digits = NUMBER.replace(/\D/g, '');
  return aCall({
    uuid: numberedUuid(index),
    callDate: `${dayOf(index)} 19:30:00`,
    status: STATUSES[index % STATUSES.length],
    note: index % 4 === 0 ? 1 : 0,
    from: { ...party, number: NUMBER, numberNotFormatted: digits },
    externalNumber: { type: 'person', numberFormatted: NUMBER, numberNotFormatted: digits },
  });
}

function noteOf(index: number): WireNote {
  return aNote({
    uuid: `11111111-0000-4000-8000-${String(index).padStart(12, '0')}`,
    created: `${dayOf(index)} 19:40:00`,
    text: `Zwrócił router nr ${String(index)}, <b>bez pudełka</b>`,
  });
}

function dayOf(index: number): string {
  return new Date(NOW.getTime() - (1 + 5 * index) * DAY).toISOString().slice(0, 10);
}
