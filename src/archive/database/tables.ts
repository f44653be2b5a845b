import type { Generated, Kysely } from 'kysely';

/* The archive's tables. Instants are milliseconds since the epoch; booleans are 1 and 0, as in SQLite. */

export interface Tables {
  readonly accounts: AccountsTable;
  readonly calls: CallsTable;
  readonly call_keys: CallKeysTable;
  readonly notes: NotesTable;
  readonly note_words: NoteWordsTable;
  readonly coverage: CoverageTable;
  readonly leases: LeasesTable;
}

/** The tables, in a transaction or outside of one. */
export type ReadableTables = Pick<Kysely<Tables>, 'selectFrom' | 'selectNoFrom' | 'with'>;

/** One account of a call history. The same workspace with another address or zone is another account. */
interface AccountsTable {
  readonly id: Generated<number>;
  readonly workspace: string;
  readonly address: string;
  readonly timezone: string;
  /** When the archive last was up to date; null before it ever was. */
  readonly synced_at: number | null;
  /** The code of the error that stopped the archive from being filled; null if none did. */
  readonly paused: string | null;
}

/** The latest record of each call, and the columns derived from it. */
export interface CallsTable {
  readonly id: Generated<number>;
  readonly account: number;
  readonly uuid: string;
  readonly started_at: number;
  /** The provider's record, as JSON with exact numbers. */
  readonly record: string;
  /** The version of the decoder that derived the columns and keys. */
  readonly version: string;
  readonly direction: string;
  readonly status: string;
  readonly service: string;
  readonly duration: number;
  readonly has_notes: number;
  /** The provider's count of the call's notes. */
  readonly note_count: number;
  /** That count, if the notes were read since it last changed; null if they weren't. */
  readonly notes_read: number | null;
  /** When the notes were last requested; null if they never were. */
  readonly notes_fetched_at: number | null;
}

/** The notes of archived calls, as of when they were last read. */
export interface NotesTable {
  readonly id: Generated<number>;
  readonly account: number;
  readonly call: number;
  readonly uuid: string;
  readonly created_at: number;
  /** 0 for a note that was deleted. */
  readonly is_active: number;
  /** The provider's record, as JSON with exact numbers. */
  readonly record: string;
  /** The version of the decoder that derived the columns and words. */
  readonly version: string;
}

/** The words of each note, separated by spaces. A virtual table in SQLite, and a `tsvector` in PostgreSQL. */
interface NoteWordsTable {
  /** The note's id. */
  readonly rowid: number;
  readonly words: string;
}

/** Keys by which calls are found: `phone:`, `contact:`, `agent:` or `flag:` with a value in comparable form. */
interface CallKeysTable {
  readonly call: number;
  readonly account: number;
  readonly key: string;
  readonly started_at: number;
}

/** Intervals all of whose calls are archived; those of one account never overlap. */
interface CoverageTable {
  readonly account: number;
  /** Both ends are inclusive, and whole seconds. */
  readonly start_at: number;
  readonly end_at: number;
  /** When it was requested from the provider. */
  readonly fetched_at: number;
}

/** The process that fills each account's archive, and until when, by the database's clock. */
interface LeasesTable {
  readonly account: number;
  readonly holder: string;
  readonly until: number;
}
