import type { OperationScope } from '../../domain/operation/operation-scope.js';
import { ArchiveRequiredError } from '../../domain/archive/archive-errors.js';
import { whenReady, type Awaitable } from '../../domain/awaitable.js';
import type { Call, CallKey, CallLocation, CallOrder, TimeRange } from '../../domain/call.js';
import { CallNotLocatedError } from '../../domain/call-not-located.js';
import type { Note } from '../../domain/note.js';
import type { CallHistory } from '../../domain/sources.js';
import { UnreadableCallsError } from '../../domain/upstream/upstream-error.js';
import { list } from '../../json/decode.js';
import { ALREADY_REPORTED } from '../../upstream/anomalies.js';
import {
  decodeNotes,
  recordsOfCall,
  withCall,
  type NotesOfCall,
  type ReadNotes,
} from './notes/notes-of-call.js';
import type { DecodeContext } from './decode-call.js';
import type { WorkspaceMemory } from './cache/workspace-memory.js';
import { SECOND, wholeSeconds } from '../../domain/interval.js';
import { IntervalReader } from './range/interval-reader.js';
import { countInterval } from './range/range-count.js';
import { RangeWalk } from './range/range-walk.js';

/** Opens the call history of one workspace for one operation. `readRecords`: reads the notes of a call. */
export function openCallHistory(
  readRecords: ReadNotes,
  context: DecodeContext,
  memory: WorkspaceMemory,
  scope: OperationScope,
): CallHistory {
  const { clock, workspace } = context;
  const { recentCalls, account } = memory;
  const reader = new IntervalReader(clock, memory, scope);
  const notesByCall = new Map<string, Awaitable<NotesOfCall>>();

  const decodeShared = (records: unknown) =>
    decodeNotes(list(records), { ...context, anomalies: ALREADY_REPORTED });

  function notesOf(uuid: string): Awaitable<NotesOfCall> {
    const notes = notesByCall.get(uuid) ?? readNotes(uuid);
    notesByCall.set(uuid, notes);
    return notes;
  }

  function readNotes(uuid: string): Awaitable<NotesOfCall> {
    // A changed note count invalidates the cached notes, so the key includes it.
    const key = `${uuid}/${String(recentCalls.get(uuid)?.noteCount ?? '')}`;
    return memory.notes.read(
      `${workspace} ${key}`,
      scope,
      async (joint, share) => {
        const requestedAt = memory.now();
        const records = recordsOfCall(uuid, await readRecords(uuid, joint), context);
        const decoded = decodeNotes(records, context);
        share?.(records);
        memory.recorder?.recordNotes({ callUuid: uuid, records, requestedAt }, joint);
        return decoded;
      },
      account && { account, name: `notes/${key}`, decode: decodeShared },
    );
  }

  function walk(range: TimeRange, order: CallOrder): AsyncIterable<readonly Call[]> {
    return new RangeWalk(reader, wholeSeconds(range), order).batches();
  }

  async function count(range: TimeRange): Promise<number | null> {
    const interval = wholeSeconds(range);
    return interval === null ? 0 : countInterval(reader, interval);
  }

  /** The calls at an instant, or why they can't be read. */
  async function callsOrError(instant: number): Promise<readonly Call[] | Error> {
    const calls: Call[] = [];
    try {
      const second = { from: instant, to: instant + SECOND };
      for await (const batch of walk(second, 'NEWEST_FIRST')) calls.push(...batch);
      return calls;
    } catch (error) {
      if (error instanceof Error) return error;
      throw error;
    }
  }

  async function find(keys: readonly CallKey[]): Promise<ReadonlyMap<string, Call | Error>> {
    const found = new Map<string, Call | Error>();
    const readings = new Map<number, Promise<readonly Call[] | Error>>();
    const readAt = (instant: number) => {
      const reading = readings.get(instant) ?? callsOrError(instant);
      readings.set(instant, reading);
      return reading;
    };
    const findOne = async (key: CallKey) => {
      const instants = 'startedAt' in key ? [key.startedAt] : clock.instantsOf(key.localDate);
      const read = await Promise.all(instants.map(readAt));
      const calls = read.flatMap((each) => (each instanceof Error ? [] : each));
      const call = calls.find(({ uuid }) => uuid === key.uuid);
      const result = call ?? found.get(key.uuid) ?? read.find((each) => each instanceof Error);
      if (result !== undefined) found.set(key.uuid, result);
    };
    await Promise.all(keys.map(findOne));
    return found;
  }

  async function findByUuid(uuid: string): Promise<Call> {
    const unreadable: UnreadableCallsError[] = [];
    const firstAt = async (instants: readonly number[]): Promise<Call | null> => {
      for (const instant of instants) {
        const read = await callsOrError(instant);
        if (read instanceof UnreadableCallsError) unreadable.push(read);
        else if (read instanceof Error) throw read;
        else {
          const call = read.find((candidate) => candidate.uuid === uuid);
          if (call !== undefined) return call;
        }
      }
      return null;
    };
    const seen = recentCalls.get(uuid);
    const recent = await firstAt(seen === undefined ? [] : clock.instantsOf(seen.localDate));
    const call = recent ?? (await firstAt((await notesOf(uuid)).callDates));
    if (call === null) throw unreadable[0] ?? new CallNotLocatedError();
    return call;
  }

  function notes({ uuid, localDate }: CallLocation): Awaitable<readonly Note[]> {
    return whenReady(notesOf(uuid), (read) => withCall(read, { workspace, uuid, localDate }));
  }

  return {
    timezone: clock.timezone,
    walk,
    count,
    find,
    findByUuid,
    notes,
    archiveStatus: () => Promise.resolve(null),
    searchNotes: () => Promise.reject(new ArchiveRequiredError()),
  };
}
