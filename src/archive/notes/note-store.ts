import type { CallDecoder } from '../../domain/archive/call-archive.js';
import type { Interval } from '../../domain/interval.js';
import { attemptRead, writeInTurn } from '../database/attempt.js';
import type { ArchiveDatabase } from '../database/database.js';
import { isDerivedBy } from '../store/rederive.js';
import { type PendingCall, readOutdated, readPending, unreadCalls } from './pending-notes.js';
import { rederiveNotes } from './rederive-notes.js';
import { countNotes, type NoteRow, type SearchedNotes, searchNotes } from './search-notes.js';
import { type CallNotes, writeNotes } from './write-notes.js';

/** The notes of one account in the database. Every method rejects with an ArchiveError if the database fails. */
export interface NoteStore {
  /**
   * Writes in one transaction. Ignores notes of a call that isn't archived. LeaseLostError if `holder` is given and
   * doesn't have the lease.
   */
  write(notes: CallNotes, holder?: string): Promise<void>;
  /** At most `limit` calls whose notes must be read, newest first, except these uuids. */
  pending(limit: number, without: readonly string[]): Promise<readonly PendingCall[]>;
  /** The time from the first to the last call of an interval whose notes were never read; null if there is none. */
  unread(interval: Interval): Promise<Interval | null>;
  /**
   * The earliest request of those of an interval's notes that must be read again, in milliseconds since the epoch; null
   * if there are none.
   */
  outdated(interval: Interval): Promise<number | null>;
  search(search: SearchedNotes): Promise<readonly NoteRow[]>;
  count(search: SearchedNotes): Promise<number>;
  /** Whether this version of the decoder derived every note's columns and words. */
  isDerivedBy(version: string): Promise<boolean>;
  /** Derives the columns and words again that another version of the decoder derived. */
  rederive(decoder: CallDecoder): Promise<void>;
}

/** The notes of the account with this id. */
export function openNotes(database: ArchiveDatabase, account: number): NoteStore {
  const { tables, engine } = database;
  const read = <T>(work: () => Promise<T>) => attemptRead(database, work);
  return {
    write: (notes, holder) =>
      writeInTurn(database, account, holder, (each) => writeNotes(each, account, notes)),
    pending: (limit, without) => read(() => readPending(tables, account, limit, without)),
    unread: (interval) => read(() => unreadCalls(tables, account, interval)),
    outdated: (interval) => read(() => readOutdated(tables, account, interval)),
    search: (search) => read(() => searchNotes(tables, engine, account, search)),
    count: (search) => read(() => countNotes(tables, engine, account, search)),
    isDerivedBy: (version) => read(() => isDerivedBy(tables, account, version, 'notes')),
    rederive: (decoder) => rederiveNotes(database, account, decoder),
  };
}
