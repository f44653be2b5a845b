import { isDeepStrictEqual } from 'node:util';
import type { CallLocation } from '../../../domain/call.js';
import type { Note, NoteOfCall } from '../../../domain/note.js';
import type { OperationScope } from '../../../domain/operation/operation-scope.js';
import { asUuid } from '../../../domain/uuid.js';
import { text } from '../../../json/decode.js';
import type { Anomalies } from '../../../upstream/anomalies.js';
import { badResponse, nothingReadable } from '../../../upstream/provider-errors.js';
import type { CcrmApi, HistoryPage } from '../api.js';
import type { DecodeContext } from '../decode-call.js';
import { ccrmRecord } from '../record-fields.js';
import { decodeNote, decodeNoteCallDates } from './decode-note.js';

/**
 * The notes of a call, oldest first, and the possible start times of the call in the call history, in milliseconds
 * since the epoch, most likely first.
 */
export interface NotesOfCall {
  readonly notes: readonly NoteOfCall[];
  readonly callDates: readonly number[];
}

/** Lets operations that use the same cached notes share the objects made from them. */
const withCalls = new WeakMap<NotesOfCall, readonly Note[]>();

/** The notes with the location of their call: the same objects as long as its `localDate` stays the same. */
export function withCall(notes: NotesOfCall, call: CallLocation): readonly Note[] {
  const last = withCalls.get(notes);
  if (last?.[0]?.call.localDate === call.localDate) return last;
  const located = notes.notes.map((note) => ({ ...note, call }));
  withCalls.set(notes, located);
  return located;
}

/** The records of one call's notes. */
export type ReadNotes = (callUuid: string, scope: OperationScope) => Promise<readonly unknown[]>;

/** More pages than any call has. */
const MAX_PAGES = 100;

/**
 * Reads notes. If there are fewer than the response's total, reads further pages as in the call history, and then page 1
 * again. UPSTREAM_BAD_RESPONSE if there still are, unless page 1 is identical, not empty, and the only one: totals then
 * count something else, and this account's are ignored from then on.
 */
export function createReadNotes(api: CcrmApi, anomalies: Anomalies): ReadNotes {
  let areTotalsTrusted = true;

  /** The records of page 1, and of further pages up to the total. */
  async function upToTotal(
    first: HistoryPage,
    callUuid: string,
    scope: OperationScope,
  ): Promise<HistoryPage> {
    let known = first;
    for (let page = 2; page <= MAX_PAGES && countsMore(known) && known.records.length > 0; page += 1) {
      const { records, total } = await api.notes(callUuid, page, scope);
      const isKnown = (record: unknown) => known.records.some((each) => isDeepStrictEqual(each, record));
      const further = records.filter((record) => !isKnown(record));
      if (further.length === 0) break;
      known = { records: [...known.records, ...further], total };
    }
    return known;
  }

  return async (callUuid, scope) => {
    const first = await api.notes(callUuid, 1, scope);
    if (!areTotalsTrusted || !countsMore(first)) return first.records;
    const all = await upToTotal(first, callUuid, scope);
    if (!countsMore(all)) return all.records;
    const second = await api.notes(callUuid, 1, scope);
    if (!countsMore(second)) return second.records;
    if (second.records.length === 0 || !isDeepStrictEqual(all, second)) {
      throw badResponse('ccrm', 'ccrm returned fewer notes than its total');
    }
    areTotalsTrusted = false;
    anomalies.suspect('notes', 'fewer notes than their total');
    return second.records;
  };
}

function countsMore({ records, total }: HistoryPage): boolean {
  return total !== null && total > records.length;
}

/**
 * The records of a response, without those of other calls and without repeated uuids; both are reported.
 * UPSTREAM_BAD_RESPONSE if all of them belong to other calls.
 */
export function recordsOfCall(
  callUuid: string,
  records: readonly unknown[],
  { anomalies }: DecodeContext,
): readonly unknown[] {
  const own = records.filter((record) => (uuidOf(ccrmRecord(record)?.['call']) ?? callUuid) === callUuid);
  if (own.length === 0 && records.length > 0) {
    throw badResponse('ccrm', 'ccrm returned the notes of other calls');
  }
  anomalies.leftOut('notes', 'of another call', records.length - own.length);
  const byUuid = new Map(own.map((record) => [uuidOf(record) ?? record, record]));
  anomalies.leftOut('notes', 'same uuid', own.length - byUuid.size);
  return [...byUuid.values()];
}

function uuidOf(value: unknown): string | null {
  return asUuid(text(ccrmRecord(value)?.['uuid']) ?? '');
}

/**
 * Decodes the notes of one call. Notes without uuid or date are left out and reported; UPSTREAM_BAD_RESPONSE if no
 * record is readable.
 */
export function decodeNotes(records: readonly unknown[], context: DecodeContext): NotesOfCall {
  const notes = records.map((value) => decodeNote(value, context)).filter((note) => note !== null);
  if (notes.length === 0 && records.length > 0) throw nothingReadable('ccrm', records.length);
  if (notes.length < records.length) {
    context.anomalies.leftOut('notes', 'no uuid or no date', records.length - notes.length);
  }
  const dates = records.values().map((value) => decodeNoteCallDates(value, context));
  return {
    notes: notes.sort((a, b) => a.createdAt - b.createdAt || (a.uuid < b.uuid ? -1 : 1)),
    callDates: dates.find(({ length }) => length > 0) ?? [],
  };
}
