import type { ExpressionBuilder, Transaction } from 'kysely';
import type { NoteOfCall } from '../../domain/note.js';
import { writeJson } from '../../json/parse-json.js';
import type { NotesTable, Tables } from '../database/tables.js';
import { coveringCall } from '../store/read-calls.js';
import { wordsOf } from './note-words.js';

/** Rows per statement. */
const ROWS = 500;

/** What the provider returned for the notes of one call. */
export interface CallNotes {
  readonly callUuid: string;
  /** Every note of the call, with the provider's record of it. */
  readonly notes: readonly { readonly note: NoteOfCall; readonly record: unknown }[];
  /** When they were requested, in milliseconds since the epoch. */
  readonly fetchedAt: number;
  /** The version of the decoder that read them. */
  readonly version: string;
}

/**
 * Replaces the notes of an archived call, unless newer ones are archived, or the call was fetched later and had none. They
 * are no longer pending if the call was last fetched before they were requested.
 */
export async function writeNotes(
  transaction: Transaction<Tables>,
  account: number,
  { callUuid, notes, fetchedAt, version }: CallNotes,
): Promise<void> {
  const call = await transaction
    .selectFrom('calls')
    .leftJoin('coverage', coveringCall)
    .select([
      'calls.id',
      'calls.note_count as noteCount',
      'calls.notes_fetched_at as notesFetchedAt',
      'coverage.fetched_at as fetchedAt',
    ])
    .where('calls.account', '=', account)
    .where('calls.uuid', '=', callUuid)
    .executeTakeFirst();
  if (call === undefined || (call.notesFetchedAt ?? -Infinity) > fetchedAt) return;
  const isCurrent = call.fetchedAt !== null && call.fetchedAt <= fetchedAt;
  if (call.noteCount === 0 && !isCurrent) return;
  await deleteNotes(transaction, [call.id]);
  const byUuid = new Map(notes.map((each) => [each.note.uuid, each]));
  const rows = [...byUuid.values()].map(({ note, record }) => {
    return { ...noteColumns(note), account, call: call.id, version, record: writeJson(record) };
  });
  for (let at = 0; at < rows.length; at += ROWS) {
    const written = await transaction
      .insertInto('notes')
      .values(rows.slice(at, at + ROWS))
      .returning(['id', 'uuid'])
      .execute();
    await writeWords(
      transaction,
      written.map(({ id, uuid }) => ({ id, text: byUuid.get(uuid)?.note.text ?? '' })),
    );
  }
  await transaction
    .updateTable('calls')
    .set({ notes_fetched_at: fetchedAt, ...(isCurrent && { notes_read: call.noteCount }) })
    .where('id', '=', call.id)
    .execute();
}

/** The columns that are derived from a note. */
export function noteColumns({ uuid, createdAt, status }: NoteOfCall) {
  return {
    uuid,
    created_at: createdAt,
    is_active: Number(status === 'ACTIVE'),
  } satisfies Partial<NotesTable>;
}

/** Indexes the words of notes by which they are searched. `id`: of the row in `notes`. */
export async function writeWords(
  transaction: Transaction<Tables>,
  notes: readonly { readonly id: number; readonly text: string }[],
): Promise<void> {
  const rows = notes.map(({ id, text }) => ({ rowid: id, words: wordsOf(text).join(' ') }));
  if (rows.length > 0) await transaction.insertInto('note_words').values(rows).execute();
}

/** Deletes the notes of some calls. */
export async function deleteNotes(transaction: Transaction<Tables>, calls: readonly number[]): Promise<void> {
  const ofCalls = (is: ExpressionBuilder<Tables, 'notes'>) => is('call', 'in', calls);
  await transaction
    .deleteFrom('note_words')
    .where('rowid', 'in', transaction.selectFrom('notes').select('id').where(ofCalls))
    .execute();
  await transaction.deleteFrom('notes').where(ofCalls).execute();
}
