import { sql } from 'kysely';
import type { CallDecoder } from '../../domain/archive/call-archive.js';
import { parseJson } from '../../json/parse-json.js';
import type { ArchiveDatabase } from '../database/database.js';
import { assigned, jsonRows } from '../database/json-rows.js';
import { rederiveTable } from '../store/rederive.js';
import { noteColumns, writeWords } from './write-notes.js';

const DERIVED_COLUMNS = { uuid: 'text', created_at: 'bigint', is_active: 'bigint' } as const;
const COLUMNS = { id: 'bigint', ...DERIVED_COLUMNS } as const;

/** Derives again the columns and words that another version of the decoder derived, as `rederive` does for calls. */
export function rederiveNotes(
  database: ArchiveDatabase,
  account: number,
  { version, decodeNote }: CallDecoder,
): Promise<void> {
  return rederiveTable(database, account, 'notes', version, async (transaction, rows) => {
    const notes = rows.flatMap(({ id, record }) => {
      const note = decodeNote(parseJson(record));
      return note === null ? [] : [{ id, note, text: note.text }];
    });
    const json = JSON.stringify(notes.map(({ id, note }) => ({ id, ...noteColumns(note) })));
    await sql`
      update notes set ${assigned(DERIVED_COLUMNS, 'given')}
      from ${jsonRows(database.engine, json, COLUMNS)} where notes.id = given.id`.execute(transaction);
    const ids = notes.map(({ id }) => id);
    if (ids.length > 0) await transaction.deleteFrom('note_words').where('rowid', 'in', ids).execute();
    await writeWords(transaction, notes);
  });
}
