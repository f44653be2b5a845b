import { type Expression, sql, type SqlBool } from 'kysely';
import type { NotePosition, NoteSearch } from '../../domain/archive/note-search.js';
import type { ArchiveDatabase } from '../database/database.js';
import type { ReadableTables } from '../database/tables.js';

/** A note that a search found. */
export interface NoteRow extends NotePosition {
  readonly record: string;
  /** The record of its call. */
  readonly call: string;
  /** When it was requested, in milliseconds since the epoch. */
  readonly fetchedAt: number;
}

type Engine = ArchiveDatabase['engine'];
/** Each word must be the start of a word of the note. */
export type SearchedNotes = Omit<NoteSearch, 'text'> & { readonly words: readonly string[] };

/** At most `limit` notes with all of these words, newest first. */
export function searchNotes(
  tables: ReadableTables,
  engine: Engine,
  account: number,
  { after, limit, ...search }: SearchedNotes,
): Promise<readonly NoteRow[]> {
  const found = matching(tables, engine, account, search)
    .select(['notes.id', 'notes.created_at', 'notes.uuid'])
    .where((is) => is.and(after === null ? [] : [isBefore(after)]))
    .orderBy('notes.created_at', 'desc')
    .orderBy('notes.uuid', 'desc')
    .limit(limit)
    .as('found');
  return tables
    .selectFrom(found)
    .innerJoin('notes', 'notes.id', 'found.id')
    .innerJoin('calls', 'calls.id', 'notes.call')
    .select([
      'found.created_at as createdAt',
      'found.uuid',
      'notes.record',
      'calls.record as call',
      sql<number>`calls.notes_fetched_at`.as('fetchedAt'),
    ])
    .orderBy('found.created_at', 'desc')
    .orderBy('found.uuid', 'desc')
    .execute();
}

/** The number of notes with all of these words. */
export async function countNotes(
  tables: ReadableTables,
  engine: Engine,
  account: number,
  search: Omit<SearchedNotes, 'after' | 'limit'>,
): Promise<number> {
  const { count } = await matching(tables, engine, account, search)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

function matching(
  tables: ReadableTables,
  engine: Engine,
  account: number,
  { words, from, to }: Omit<SearchedNotes, 'after' | 'limit'>,
) {
  // SQLite joins the tables of a cross join in this order. Otherwise it would search for the words in each note.
  return tables
    .selectFrom('note_words')
    .crossJoin('notes')
    .whereRef('notes.id', '=', 'note_words.rowid')
    .innerJoin('calls', 'calls.id', 'notes.call')
    .where(haveWords(words, engine))
    .where('notes.account', '=', account)
    .where('notes.is_active', '=', 1)
    .where('calls.started_at', '>=', from)
    .where('calls.started_at', '<', to);
}

/** Words contain only letters and digits, so none is an operator. */
function haveWords(words: readonly string[], engine: Engine): Expression<SqlBool> {
  return engine === 'sqlite'
    ? sql<SqlBool>`note_words match ${words.map((word) => `"${word}"*`).join(' ')}`
    : sql<SqlBool>`note_words.words @@ ${words.map((word) => `${word}:*`).join(' & ')}::tsquery`;
}

function isBefore({ createdAt, uuid }: NotePosition): Expression<SqlBool> {
  return sql<SqlBool>`(notes.created_at < ${createdAt}
    or (notes.created_at = ${createdAt} and notes.uuid < ${uuid}))`;
}
