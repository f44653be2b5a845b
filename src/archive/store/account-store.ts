import type { CallDecoder } from '../../domain/archive/call-archive.js';
import type { Interval } from '../../domain/interval.js';
import type { Covered } from './coverage.js';
import type { ArchiveDatabase } from '../database/database.js';
import { attempt, writeInTurn } from '../database/attempt.js';
import { lease, release } from '../database/lease.js';
import { type NoteStore, openNotes } from '../notes/note-store.js';
import { type ArchiveSize, sizeOf } from './archive-size.js';
import {
  type ArchivedRow,
  type CallQuery,
  countCalls,
  readByUuid,
  readCalls,
  readFirstCall,
} from './read-calls.js';
import { rederive } from './rederive.js';
import { coverageOf } from './write-coverage.js';
import { deleteBefore, type IntervalCalls, writeInterval } from './write-interval.js';

/** What names an account: the same workspace with another address or zone is another one. */
export interface AccountIdentity {
  readonly workspace: string;
  readonly address: string;
  /** IANA name: instants depend on it. */
  readonly timezone: string;
}

export interface AccountStatus {
  /** When the archive last was up to date, in milliseconds since the epoch; null before it ever was. */
  readonly syncedAt: number | null;
  /** The code of the error for which it isn’t being filled; null while it is. */
  readonly paused: string | null;
}

/** What the database holds of one account. Every method rejects with an ArchiveError if the database fails. */
export interface AccountStore {
  coverage(interval: Interval): Promise<readonly Covered[]>;
  /** `most` if there are more; null counts all. */
  count(interval: Interval, most: number | null): Promise<number>;
  /** When the first archived call began, in milliseconds since the epoch; null without any. */
  firstCall(): Promise<number | null>;
  calls(query: CallQuery): Promise<readonly ArchivedRow[]>;
  byUuid(uuids: readonly string[]): ReturnType<typeof readByUuid>;
  /** One transaction: all of it, or nothing. */
  write(interval: IntervalCalls): Promise<void>;
  /** Deletes what is older than this instant. */
  prune(before: number): Promise<void>;
  /** Whether this holder fills the archive for so many milliseconds from now on; false while another one does. */
  lease(holder: string, milliseconds: number): Promise<boolean>;
  release(holder: string): Promise<void>;
  status(): Promise<AccountStatus>;
  setStatus(status: Partial<AccountStatus>): Promise<void>;
  /** Derives anew what another version of the decoder has derived. */
  rederive(decoder: CallDecoder): Promise<void>;
  size(): Promise<ArchiveSize>;
  readonly notes: NoteStore;
}

/** Opens an account, which is created unless it exists. */
export async function openAccount(
  database: ArchiveDatabase,
  identity: AccountIdentity,
): Promise<AccountStore> {
  const { tables } = database;
  const id = await attempt(async () => {
    await tables
      .insertInto('accounts')
      .values(identity)
      .onConflict((conflict) => conflict.columns(['workspace', 'address', 'timezone']).doNothing())
      .execute();
    const { workspace, address, timezone } = identity;
    const account = await tables
      .selectFrom('accounts')
      .select('id')
      .where('workspace', '=', workspace)
      .where('address', '=', address)
      .where('timezone', '=', timezone)
      .executeTakeFirstOrThrow();
    return account.id;
  });

  return {
    coverage: (interval) => attempt(() => coverageOf(tables, id, interval)),
    count: (interval, most) => attempt(() => countCalls(tables, id, interval, most)),
    firstCall: () => attempt(() => readFirstCall(tables, id)),
    calls: (query) => attempt(() => readCalls(tables, id, query)),
    byUuid: (uuids) => attempt(() => readByUuid(tables, id, uuids)),
    write: (interval) => writeInTurn(database, id, (each) => writeInterval(each, id, interval)),
    prune: (before) => writeInTurn(database, id, (each) => deleteBefore(each, id, before)),
    lease: (holder, milliseconds) => attempt(() => lease(database, id, holder, milliseconds)),
    release: (holder) => attempt(() => release(database, id, holder)),
    status: () =>
      attempt(() =>
        tables
          .selectFrom('accounts')
          .select(['synced_at as syncedAt', 'paused'])
          .where('id', '=', id)
          .executeTakeFirstOrThrow(),
      ),
    setStatus: ({ syncedAt, paused }) =>
      attempt(async () => {
        await tables
          .updateTable('accounts')
          .set({
            ...(syncedAt !== undefined && { synced_at: syncedAt }),
            ...(paused !== undefined && { paused }),
          })
          .where('id', '=', id)
          .execute();
      }),
    rederive: (decoder) => attempt(() => rederive(tables, id, decoder)),
    size: () => attempt(() => sizeOf(tables, id)),
    notes: openNotes(database, id),
  };
}
