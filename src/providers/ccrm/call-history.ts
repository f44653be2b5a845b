import { whenReady, type Awaitable } from '../../domain/awaitable.js';
import type { Call, CallLocation } from '../../domain/call.js';
import type { Note } from '../../domain/note.js';
import type { CallHistory } from '../../domain/sources.js';
import type { ReadThroughCache } from '../../upstream/read-through-cache.js';
import type { SharedAccount } from '../../upstream/shared-account.js';
import { sharedAnswer } from '../../upstream/shared-answer.js';
import { PAGE_SIZE, type CcrmApi } from './api.js';
import { areNotesOf } from './call-shapes.js';
import { decodeCall, type DecodeContext } from './decode-call.js';
import { decodeNote, decodeNoteCallDates, type NoteOfCall } from './decode-note.js';
import type { Page } from './history-page.js';
import { PageReader } from './page-reader.js';
import { RangeReader } from './range-reader.js';
import type { RecentCalls } from './recent-calls.js';
import type { SharedCalls } from './shared-calls.js';
import { SECOND } from './stretch.js';
import { StretchReader } from './stretch-reader.js';

/** Calls that lie closer together than this are looked for in one range. */
const NEAR = 60 * 60 * SECOND;

/** The notes of a call, oldest first, and when the call history may have it, in milliseconds since the epoch. */
export interface NotesOfCall {
  readonly notes: readonly NoteOfCall[];
  readonly callDates: readonly number[];
}

/** What outlives an operation on one workspace's call history. */
export interface CallHistoryMemory {
  readonly recentCalls: RecentCalls;
  readonly calls: SharedCalls;
  readonly notes: ReadThroughCache<NotesOfCall>;
  /** What replicas share of this workspace; null where nothing is shared. */
  readonly account: SharedAccount | null;
}

/** Opens the call history of one workspace for one operation. */
export function openCallHistory(
  api: CcrmApi,
  context: DecodeContext,
  { recentCalls, calls: sharedCalls, notes: keptNotes, account }: CallHistoryMemory,
  signal: AbortSignal,
): CallHistory {
  const { clock, oddities, workspace } = context;
  const stretches = new StretchReader(new PageReader(readPage, PAGE_SIZE), clock, sharedCalls, signal);
  const reader = new RangeReader(stretches, sharedCalls.known);
  const askedNotes = new Map<string, Awaitable<NotesOfCall>>();

  async function readPage(
    dateFrom: string,
    dateTo: string,
    number: number,
    pageSignal: AbortSignal,
  ): Promise<Page> {
    const { records, total } = await api.callHistory(dateFrom, dateTo, number, pageSignal);
    const calls = records.map((value) => decodeCall(value, context)).filter((call) => call !== null);
    if (calls.length < records.length) {
      oddities.leftOut('callHistory', 'no uuid or no date', records.length - calls.length);
    }
    for (const call of calls) recentCalls.remember(call);
    return { calls, received: records.length, total };
  }

  function notesOf(uuid: string): Awaitable<NotesOfCall> {
    const notes =
      askedNotes.get(uuid) ??
      keptNotes.read(
        `${workspace} ${uuid}`,
        signal,
        async (joint) => decodeNotes(await api.notes(uuid, joint), context),
        account && sharedAnswer(account, `notes/${uuid}`, areNotesOf(workspace)),
      );
    askedNotes.set(uuid, notes);
    return notes;
  }

  async function findBetween(from: number, to: number, uuids: ReadonlySet<string>): Promise<Call[]> {
    const found: Call[] = [];
    for await (const batch of reader.walk({ from, to: to + SECOND }, 'NEWEST_FIRST')) {
      found.push(...batch.filter((call) => uuids.has(call.uuid)));
      if (found.length === uuids.size) break;
    }
    return found;
  }

  async function find(locations: readonly CallLocation[]): Promise<ReadonlyMap<string, Call>> {
    const groups = groupNear(locations, (location) => clock.instantOf(location.localDate));
    const found = await Promise.all(
      groups.map(({ from, to, locations: near }) =>
        findBetween(from, to, new Set(near.map(({ uuid }) => uuid))),
      ),
    );
    return new Map(found.flat().map((call) => [call.uuid, call]));
  }

  async function findByUuid(uuid: string): Promise<Call | null> {
    const localDate = recentCalls.localDate(uuid);
    if (localDate !== null) {
      const call = (await find([{ workspace, uuid, localDate }])).get(uuid);
      if (call !== undefined) return call;
    }
    for (const instant of (await notesOf(uuid)).callDates) {
      const [call] = await findBetween(instant, instant, new Set([uuid]));
      if (call !== undefined) return call;
    }
    return null;
  }

  function notes({ uuid, localDate }: CallLocation): Awaitable<readonly Note[]> {
    const call = { workspace, uuid, localDate };
    const withCall = (kept: NotesOfCall) => kept.notes.map((note) => ({ ...note, call }));
    return whenReady(notesOf(uuid), withCall);
  }

  return {
    timezone: clock.timezone,
    walk: (range, order) => reader.walk(range, order),
    count: (range) => reader.count(range),
    find,
    findByUuid,
    notes,
  };
}

function decodeNotes(records: readonly unknown[], context: DecodeContext): NotesOfCall {
  const notes = records.map((value) => decodeNote(value, context)).filter((note) => note !== null);
  if (notes.length < records.length) {
    context.oddities.leftOut('notes', 'no uuid or no date', records.length - notes.length);
  }
  const dates = records.map((value) => decodeNoteCallDates(value, context));
  return {
    notes: notes.sort((a, b) => a.createdAt - b.createdAt || (a.uuid < b.uuid ? -1 : 1)),
    callDates: dates.find(({ length }) => length > 0) ?? [],
  };
}

interface NearLocations {
  readonly from: number;
  readonly to: number;
  readonly locations: readonly CallLocation[];
}

function groupNear(
  locations: readonly CallLocation[],
  instantOf: (location: CallLocation) => number | null,
): readonly NearLocations[] {
  const dated = locations
    .map((location) => ({ location, instant: instantOf(location) }))
    .filter((entry): entry is { location: CallLocation; instant: number } => entry.instant !== null)
    .sort((a, b) => a.instant - b.instant);
  const groups: { from: number; to: number; locations: CallLocation[] }[] = [];
  for (const { location, instant } of dated) {
    const group = groups.at(-1);
    if (group !== undefined && instant - group.to <= NEAR) {
      group.to = instant;
      group.locations.push(location);
    } else {
      groups.push({ from: instant, to: instant, locations: [location] });
    }
  }
  return groups;
}
