import type { CallDecoder } from '../../domain/archive/call-archive.js';
import { parseJson } from '../../json/parse-json.js';
import type { ArchiveDatabase } from '../database/database.js';
import { updateRows } from '../database/row-lists.js';
import { rederiveTable } from '../store/rederive.js';
import { noteColumns, writeWords } from './write-notes.js';

const DERIVED_COLUMNS = { uuid: 'text', created_at: 'bigint', is_active: 'bigint' } as const;

/** Derives again the columns and words that another version of the decoder derived, as `rederive` does for calls. */
export function rederiveNotes(
  database: ArchiveDatabase,
  account: number,
  { version, decodeNote }: CallDecoder,
): Promise<void> {
  return rederiveTable(database, account, 'notes', version, async (transaction, rows) => {
    const notes = rows.flatMap(({ id, record }) => {
      const note = decodeNote(parseJson(record));
      return note === null ? [] : [{ id, ...noteColumns(note), text: note.text }];
    });
    await updateRows(database.engine, 'notes', DERIVED_COLUMNS, notes).execute(transaction);
    const ids = notes.map(({ id }) => id);
    if (ids.length > 0) await transaction.deleteFrom('note_words').where('rowid', 'in', ids).execute();
    await writeWords(transaction, notes);
  });
}
