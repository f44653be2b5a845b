import type { Call } from '../../src/domain/call.js';
import type { NoteOfCall } from '../../src/domain/note.js';
import type { RecordedCallSource } from '../../src/domain/sources.js';
import type { Interval } from '../../src/domain/interval.js';
import { compareCalls } from '../../src/domain/call.js';
import { contains } from '../../src/domain/interval.js';
import type { CallRecorder } from '../../src/domain/archive/call-archive.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import type { SandboxFault } from '../../src/sandbox/behaviour.js';
import type { WireCall, WireNote } from '../../src/sandbox/wire.js';
import type { Random } from '../support/random.js';
import { aCall, aNote, numberedUuid, wireDate } from '../support/builders.js';
import type { Clock } from '../support/a-clock.js';
import { connectCcrm, NOTHING_KEPT } from '../providers/ccrm/a-ccrm.js';
import { DECODER } from './a-store.js';

const DAY = 86_400_000;
/** The page size, small enough that most intervals need several pages. */
const PAGE_SIZE = 25;
const CALLS = 120;
/** The words of notes, one or two of which each note has. */
export const WORDS = ['router', 'modem', 'zwrot', 'faktura'];
/** The first one is retried. */
const FAULTS: readonly SandboxFault[] = [
  { provider: 'ccrm', status: 500, times: 1 },
  { provider: 'ccrm', status: 500, times: 2 },
  { provider: 'ccrm', rawBody: '<html>', times: 1 },
];
const CHANGES = ['INSERT', 'CHANGE', 'MOVE', 'DELETE', 'NOTE', 'NOTE'] as const;

/** A note, and when its call started, in milliseconds since the epoch. */
export interface DatedNote extends Pick<NoteOfCall, 'uuid' | 'createdAt' | 'text'> {
  readonly callStartedAt: number;
}

/** A ccrm.pl over HTTP whose past changes; its dates are in UTC. */
export interface ChangingProvider {
  /** Inserts, changes, moves or deletes a call of any time since `since`, or writes a note on it. */
  change(): void;
  /** Makes the next request fail; it may be retried. */
  failOnce(): void;
  /** The time of the last change, in milliseconds since the epoch. */
  changedAt(): number;
  /** The UUIDs of all calls that ever existed. */
  uuids(): readonly string[];
  /** The calls of an interval, oldest first. */
  calls(interval: Interval): readonly Call[];
  /** The notes of all calls, except deleted ones, newest first. */
  notes(): readonly DatedNote[];
  /** Creates a source as a separate process would. */
  connect(recorder: CallRecorder): RecordedCallSource;
  close(): Promise<void>;
}

/** `days`: the length of the initial past in days. */
export async function startChangingProvider(
  random: Random,
  clock: Clock,
  days: number,
): Promise<ChangingProvider> {
  const start = clock.now() - days * DAY;
  let made = 0;
  let written = 0;
  let changedAt = -Infinity;
  const aPastDate = () => {
    // Some seconds contain several calls.
    const instant = start + Math.floor(random.fraction() ** 2 * (clock.now() - start));
    return wireDate(random.fraction() < 0.2 ? Math.floor(instant / DAY) * DAY : instant);
  };
  const someFields = () => ({
    duration: random.whole(0, 900),
    status: random.pick(['ANSWERED', 'BUSY', 'NO ANSWER']),
    callDirection: random.pick(['IN', 'OUT']),
  });
  const aPastCall = () =>
    aCall({ uuid: numberedUuid((made += 1)), callDate: aPastDate(), note: 0, ...someFields() });
  const list: WireCall[] = Array.from({ length: CALLS }, aPastCall);
  const notes: Record<string, WireNote[]> = {};
  const sandbox = await startSandbox({ data: { calls: list, notes } });
  sandbox.behaviour.pageSize = PAGE_SIZE;
  const connections: { disconnect(): void }[] = [];

  /** Writes a note, and may delete another one: the call's count, which includes deleted notes, changes each time. */
  function writeNote(call: WireCall): WireCall {
    const before = notes[call.uuid] ?? [];
    const others = before.map((note) => (random.fraction() < 0.3 ? { ...note, status: 'deleted' } : note));
    const text = `${random.pick(WORDS)} ${random.pick(WORDS)} ${String((written += 1))}`;
    notes[call.uuid] = [
      ...others,
      aNote({ uuid: numberedUuid(written), created: wireDate(clock.now()), text, status: 'exist' }),
    ];
    return { ...call, note: before.length + 1 };
  }
  for (let count = 0; count < CALLS / 4; count += 1) {
    const index = random.whole(0, list.length - 1);
    const call = list[index];
    if (call !== undefined) list[index] = writeNote(call);
  }
  let decoded: readonly Call[] | null = null;
  const calls = () => (decoded ??= list.flatMap((wire) => DECODER.decodeCall(wire) ?? []).sort(compareCalls));

  return {
    change() {
      // No request is sent in the millisecond of a change.
      clock.pass(1);
      decoded = null;
      const index = random.whole(0, list.length - 1);
      const call = list[index];
      const kind = random.pick(CHANGES);
      if (kind === 'INSERT' || call === undefined) list.push(aPastCall());
      else if (kind === 'DELETE') list.splice(index, 1);
      else if (kind === 'CHANGE') list[index] = { ...call, ...someFields() };
      else if (kind === 'NOTE') list[index] = writeNote(call);
      else list[index] = { ...call, callDate: aPastDate() };
      changedAt = clock.now();
      clock.pass(1);
    },
    failOnce() {
      sandbox.behaviour.faults.push({ ...random.pick(FAULTS) });
    },
    changedAt: () => changedAt,
    uuids: () => Array.from({ length: made }, (_, index) => numberedUuid(index + 1)),
    calls: (interval) => calls().filter(({ startedAt }) => contains(interval, startedAt)),
    notes: () =>
      calls()
        .flatMap(({ uuid, startedAt }) =>
          (notes[uuid] ?? []).flatMap((wire) => {
            const note = DECODER.decodeNote(wire);
            return note?.status === 'ACTIVE' ? [{ ...note, callStartedAt: startedAt }] : [];
          }),
        )
        .sort((a, b) => b.createdAt - a.createdAt || (a.uuid < b.uuid ? 1 : -1)),
    connect(recorder) {
      const cache = { ...NOTHING_KEPT, recorder, now: clock.now };
      const connection = connectCcrm({
        url: sandbox.ccrmUrl,
        token: sandbox.credentials.ccrmToken,
        timezone: 'UTC',
        cache,
      });
      connections.push(connection);
      return { ...connection.source, decoder: DECODER };
    },
    async close() {
      for (const connection of connections) connection.disconnect();
      await sandbox.close();
    },
  };
}
