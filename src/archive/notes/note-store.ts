import type { CallDecoder } from '../../domain/archive/call-archive.js';
import type { Interval } from '../../domain/interval.js';
import { attemptRead, writeInTurn } from '../database/attempt.js';
import type { ArchiveDatabase } from '../database/database.js';
import { isDerivedBy } from '../store/rederive.js';
import { pendingWithin, readPending } from './pending-notes.js';
import { rederiveNotes } from './rederive-notes.js';
import { countNotes, type SearchedNotes, searchNotes } from './search-notes.js';
import { type CallNotes, writeNotes } from './write-notes.js';

/** The notes of one account in the database. */
export type NoteStore = ReturnType<typeof openNotes>;

/** The notes of the account with this id. Every method rejects with an ArchiveError if the database fails. */
export function openNotes(database: ArchiveDatabase, account: number) {
  const { tables, engine } = database;
  const read = <T>(work: () => Promise<T>) => attemptRead(database, work);
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
