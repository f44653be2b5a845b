import type { Transaction } from 'kysely';
import type { CallDecoder } from '../../domain/archive/call-archive.js';
import { parseJson } from '../../json/parse-json.js';
import { writeInTurn } from '../database/attempt.js';
import type { ArchiveDatabase } from '../database/database.js';
import type { Tables } from '../database/tables.js';
import { noteColumns, writeWords } from './write-notes.js';

/** Rows per transaction. */
const ROWS = 200;

/** Derives again the columns and words that another version of the decoder derived, as `rederive` does for calls. */
export async function rederiveNotes(
  database: ArchiveDatabase,
  account: number,
  decoder: CallDecoder,
): Promise<void> {
  for (let isDone = false; !isDone;) {
    isDone = await writeInTurn(database, account, undefined, (each) => rederiveSome(each, account, decoder));
  }
}

/** Whether none are left. The caller holds the account's lock. */
async function rederiveSome(
  transaction: Transaction<Tables>,
  account: number,
  { version, decodeNote }: CallDecoder,
): Promise<boolean> {
  const rows = await transaction
    .selectFrom('notes')
    .select(['id', 'record'])
    .where('account', '=', account)
    .where((is) => is.or([is('version', '<', version), is('version', '>', version)]))
    .limit(ROWS)
    .execute();
  for (const { id, record } of rows) {
    const note = decodeNote(parseJson(record));
    await transaction
      .updateTable('notes')
      .set({ ...(note !== null && noteColumns(note)), version })
      .where('id', '=', id)
      .execute();
    if (note === null) continue;
    await transaction.deleteFrom('note_words').where('rowid', '=', id).execute();
    await writeWords(transaction, [{ id, text: note.text }]);
  }
  return rows.length < ROWS;
}
