import type { OperationScope } from '../../domain/operation/operation-scope.js';
import { ArchiveRequiredError } from '../../domain/archive/archive-errors.js';
import { whenReady, type Awaitable } from '../../domain/awaitable.js';
import type { Call, CallLocation, CallOrder, CallPosition, TimeRange } from '../../domain/call.js';
import { CallNotLocatedError } from '../../domain/call-not-located.js';
import type { Note } from '../../domain/note.js';
import type { CallHistory } from '../../domain/sources.js';
import { list } from '../../json/decode.js';
import { ALREADY_REPORTED } from '../../upstream/anomalies.js';
import type { ReadThroughCache } from '../../upstream/cache/read-through-cache.js';
import type { CacheNamespace } from '../../upstream/redis/cache-namespace.js';
import { sharedAnswer } from '../../upstream/redis/shared-answer.js';
import { decodeNotes, recordsOfCall, withCall, type NotesOfCall } from './notes/notes-of-call.js';
import type { ReadNotes } from './notes/read-notes.js';
import type { DecodeContext } from './decode-call.js';
import type { RecentCalls } from './cache/recent-calls.js';
import type { WorkspaceMemory } from './cache/workspace-memory.js';
import { SECOND, wholeSeconds } from '../../domain/interval.js';
import { IntervalReader } from './range/interval-reader.js';
import { countInterval } from './range/range-count.js';
import { RangeWalk } from './range/range-walk.js';

/** The state of one workspace's call history that outlives an operation. */
export interface CallHistoryMemory {
  readonly recentCalls: RecentCalls;
  readonly calls: WorkspaceMemory;
  readonly notes: ReadThroughCache<NotesOfCall>;
  /** The workspace's part of the cache that replicas share; null without Redis. */
  readonly account: CacheNamespace | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Opens the call history of one workspace for one operation. `readRecords`: reads the notes of a call. */
export function openCallHistory(
  readRecords: ReadNotes,
  context: DecodeContext,
  { recentCalls, calls: sharedCalls, notes: keptNotes, account, now }: CallHistoryMemory,
  scope: OperationScope,
): CallHistory {
  const { clock, workspace } = context;
  const reader = new IntervalReader(clock, sharedCalls, scope);
  const cached = sharedCalls.known;
  const askedNotes = new Map<string, Awaitable<NotesOfCall>>();

  const decodeShared = (records: unknown) =>
    decodeNotes(list(records), { ...context, anomalies: ALREADY_REPORTED });

  function notesOf(uuid: string): Awaitable<NotesOfCall> {
    const notes = askedNotes.get(uuid) ?? readNotes(uuid);
    askedNotes.set(uuid, notes);
    return notes;
  }

  function readNotes(uuid: string): Awaitable<NotesOfCall> {
    // A changed note count makes the cached notes out of date, so the key has it.
    const key = `${uuid}/${String(recentCalls.noteCount(uuid) ?? '')}`;
    return keptNotes.read(
      `${workspace} ${key}`,
      scope,
      async (joint, share) => {
        const asked = now();
        const records = recordsOfCall(uuid, await readRecords(uuid, joint), context);
        const decoded = decodeNotes(records, context);
        share?.(records);
        sharedCalls.recorder?.recordNotes({ callUuid: uuid, records, asked }, joint);
        return decoded;
      },
      account && sharedAnswer(account, `notes/${key}`, decodeShared),
    );
  }

  function walk(range: TimeRange, order: CallOrder): AsyncIterable<readonly Call[]> {
    return new RangeWalk(reader, cached, wholeSeconds(range), order).batches();
  }

  async function count(range: TimeRange): Promise<number | null> {
    const interval = wholeSeconds(range);
    return interval === null ? 0 : countInterval(reader, cached, interval);
  }

  async function callsAt(instant: number): Promise<readonly Call[]> {
    const calls: Call[] = [];
    for await (const batch of walk({ from: instant, to: instant + SECOND }, 'NEWEST_FIRST')) {
      calls.push(...batch);
    }
    return calls;
  }

  async function findAt(positions: readonly CallPosition[]): Promise<ReadonlyMap<string, Call>> {
    const wanted = new Set(positions.map(({ uuid }) => uuid));
    const instants = new Set(positions.map(({ startedAt }) => startedAt));
    const found = await Promise.all(instants.values().map(callsAt));
    const calls = found.flat().filter(({ uuid }) => wanted.has(uuid));
    return new Map(calls.map((call) => [call.uuid, call]));
  }

  function find(locations: readonly CallLocation[]): Promise<ReadonlyMap<string, Call>> {
    return findAt(
      locations.flatMap(({ uuid, localDate }) => {
        return clock.instantsOf(localDate).map((startedAt) => ({ uuid, startedAt }));
      }),
    );
  }

  async function findByUuid(uuid: string): Promise<Call> {
    const localDate = recentCalls.localDate(uuid);
    if (localDate !== null) {
      const call = (await find([{ workspace, uuid, localDate }])).get(uuid);
      if (call !== undefined) return call;
    }
    for (const instant of (await notesOf(uuid)).callDates) {
      const call = (await callsAt(instant)).find((candidate) => candidate.uuid === uuid);
      if (call !== undefined) return call;
    }
    throw new CallNotLocatedError();
  }

  function notes({ uuid, localDate }: CallLocation): Awaitable<readonly Note[]> {
    return whenReady(notesOf(uuid), (kept) => withCall(kept, { workspace, uuid, localDate }));
  }

  return {
    timezone: clock.timezone,
    walk,
    count,
    find,
    findAt,
    findByUuid,
    notes,
    archiveStatus: () => Promise.resolve(null),
    searchNotes: () => Promise.reject(new ArchiveRequiredError()),
  };
}
