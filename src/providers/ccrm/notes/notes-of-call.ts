import type { CallLocation } from '../../../domain/call.js';
import type { Note, NoteOfCall } from '../../../domain/note.js';
import { nothingReadable } from '../../../upstream/nothing-readable.js';
import type { DecodeContext } from '../decode-call.js';
import { decodeNote, decodeNoteCallDates } from './decode-note.js';

/**
 * The notes of a call, oldest first, and the instants at which the call history may have the call, in milliseconds
 * since the epoch, the likeliest first.
 */
export interface NotesOfCall {
  readonly notes: readonly NoteOfCall[];
  readonly callDates: readonly number[];
}

/** Lets operations that use the same cached notes share the objects made from them. */
const withCalls = new WeakMap<NotesOfCall, readonly Note[]>();

export function withCall(kept: NotesOfCall, call: CallLocation): readonly Note[] {
  const known = withCalls.get(kept);
  if (known?.[0]?.call.localDate === call.localDate) return known;
  const notes = kept.notes.map((note) => ({ ...note, call }));
  withCalls.set(kept, notes);
  return notes;
}

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
