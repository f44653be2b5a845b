import type { CallDecoder } from '../../domain/archive/call-archive.js';
import type { Interval } from '../../domain/interval.js';
import { attempt, writeInTurn } from '../database/attempt.js';
import type { ArchiveDatabase } from '../database/database.js';
import { type PendingCall, readOutdated, readPending, unreadCalls } from './pending-notes.js';
import { rederiveNotes } from './rederive-notes.js';
import { countNotes, type NoteRow, type SearchedNotes, searchNotes } from './search-notes.js';
import { type CallNotes, writeNotes } from './write-notes.js';

/** What the database holds of the notes of one account. Every method rejects with an ArchiveError if the database fails. */
export interface NoteStore {
  /**
   * One transaction: all of it, or nothing. Notes of a call that isn't archived are left out. LeaseLostError if
   * `holder` is given and hasn’t the lease.
   */
  write(notes: CallNotes, holder?: string): Promise<void>;
  /** The newest calls whose notes are to be read, without these uuids. */
  pending(limit: number, without: readonly string[]): Promise<readonly PendingCall[]>;
  /** From the first to the last call of an interval whose notes were never read; null if there is none. */
  unread(interval: Interval): Promise<Interval | null>;
  /** When the least recent of an interval's notes that are to be read again were requested; null without any. */
  outdated(interval: Interval): Promise<number | null>;
  search(search: SearchedNotes): Promise<readonly NoteRow[]>;
  count(search: SearchedNotes): Promise<number>;
  /** Derives anew what another version of the decoder has derived. */
  rederive(decoder: CallDecoder): Promise<void>;
}

/** The notes of an account, which is named by its id. */
export function openNotes(database: ArchiveDatabase, account: number): NoteStore {
  const { tables, engine } = database;
  return {
    write: (notes, holder) =>
      writeInTurn(database, account, holder, (each) => writeNotes(each, account, notes)),
    pending: (limit, without) => attempt(() => readPending(tables, account, limit, without)),
    unread: (interval) => attempt(() => unreadCalls(tables, account, interval)),
    outdated: (interval) => attempt(() => readOutdated(tables, account, interval)),
    search: (search) => attempt(() => searchNotes(tables, engine, account, search)),
    count: (search) => attempt(() => countNotes(tables, engine, account, search)),
    rederive: (decoder) => rederiveNotes(database, account, decoder),
  };
}
