import type { CallDecoder } from '../../domain/archive/call-archive.js';
import type { Interval } from '../../domain/interval.js';
import { parseJson } from '../../json/parse-json.js';
import { attempt, writeInTurn } from '../database/attempt.js';
import type { ArchiveDatabase } from '../database/database.js';
import { updateRows } from '../database/row-lists.js';
import { isDerivedBy, rederiveTable } from '../store/rederive.js';
import { pendingWithin, readPending } from './pending-notes.js';
import { countNotes, type SearchedNotes, searchNotes } from './search-notes.js';
import { type CallNotes, noteColumns, writeNotes, writeWords } from './write-notes.js';

const DERIVED_COLUMNS = { uuid: 'text', created_at: 'bigint', is_active: 'bigint' } as const;

/** The notes of one account in the database. */
export type NoteStore = ReturnType<typeof openNotes>;

/** The notes of the account with this id. Every method rejects with an ArchiveError if the database fails. */
export function openNotes(database: ArchiveDatabase, account: number) {
  const { tables, engine } = database;
  const read = <T>(work: () => Promise<T>) => attempt(database.read, work);
  return {
    /** In one transaction. LeaseLostError if `holder` is given and doesn't have the lease. */
    write: (notes: CallNotes, holder?: string) =>
      writeInTurn(database, account, holder, (each) => writeNotes(each, account, notes)),
    pending: (limit: number, without: readonly string[]) =>
      read(() => readPending(tables, account, limit, without)),
    pendingWithin: (interval: Interval) => read(() => pendingWithin(tables, account, interval)),
    search: (search: SearchedNotes) => read(() => searchNotes(tables, engine, account, search)),
    count: (search: SearchedNotes) => read(() => countNotes(tables, engine, account, search)),
    isDerivedBy: (version: string) => read(() => isDerivedBy(tables, account, version, 'notes')),
    rederive: (decoder: CallDecoder) => rederiveNotes(database, account, decoder),
  };
}

/** Derives again the columns and words that another version of the decoder derived, as `rederive` does for calls. */
function rederiveNotes(
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
