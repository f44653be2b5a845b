import type { CallDecoder, RecordedCall } from '../../domain/archive/call-archive.js';
import type { Interval } from '../../domain/interval.js';
import { mapInSlices } from '../../domain/operation/slices.js';
import type { Covered } from './coverage.js';
import { accountsToPrune, deleteBefore } from './delete-calls.js';
import type { ArchiveDatabase } from '../database/database.js';
import { attempt, attemptRead, writeInTurn } from '../database/attempt.js';
import { lease, release } from '../database/lease.js';
import { type NoteStore, openNotes } from '../notes/note-store.js';
import { type AccountIdentity, accountId } from './account-id.js';
import { type ArchiveSize, sizeOf } from './archive-size.js';
import { type FoundRows, readByUuid } from './read-by-uuid.js';
import { countCalls, countWhole } from './count-calls.js';
import { type CallQuery, readCalls, readFirstCall, type ReadRows } from './read-calls.js';
import { rowOf } from './call-row.js';
import { isDerivedBy, rederive } from './rederive.js';
import { type SumQuery, sumCalls } from './sum-calls.js';
import type { GroupSums } from '../../domain/call-sums.js';
import { readFetchOfWhole } from './whole-coverage.js';
import { coverageOf, forgetFuture } from './write-coverage.js';
import { writeInterval } from './write-interval.js';

export interface AccountStatus {
  /** When the archive last was up to date, in milliseconds since the epoch; null before it ever was. */
  readonly syncedAt: number | null;
  /** The code of the error that stopped the archive from being filled; null if none did. */
  readonly paused: string | null;
}

/** What the provider returned for an interval. */
export interface IntervalCalls extends Covered {
  /** Every call of the interval, oldest first. */
  readonly calls: readonly RecordedCall[];
  /** The version of the decoder that read them. */
  readonly version: string;
}

/** One account in the database. Every method rejects with an ArchiveError if the database fails. */
export interface AccountStore {
  coverage(interval: Interval): Promise<readonly Covered[]>;
  /** The earliest fetch in an interval, in milliseconds since the epoch; null unless all of it is covered. */
  fetchOfWhole(interval: Interval): Promise<number | null>;
  /** The number of archived calls in an interval, at most `most`. */
  count(interval: Interval, most: number): Promise<number>;
  /** The number of an interval's calls; null unless all of it is covered. */
  countWhole(interval: Interval): Promise<number | null>;
  /** The start of the first archived call, in milliseconds since the epoch; null without any. */
  firstCall(): Promise<number | null>;
  calls(query: CallQuery): Promise<ReadRows>;
  byUuid(uuids: readonly string[], interval: Interval | null): Promise<FoundRows>;
  /**
   * The sums of each group that overlaps the interval; null unless all of the interval is covered, and if another version
   * derived the columns of any call.
   */
  sums(query: SumQuery): Promise<readonly GroupSums[] | null>;
  /**
   * Writes in one transaction, which begins after `turn`. LeaseLostError if `holder` is given and doesn't have the lease.
   */
  write(interval: IntervalCalls, holder?: string, turn?: Promise<void>): Promise<void>;
  /**
   * Deletes calls and coverage before this instant, including those of the workspace's former accounts: the ones of which
   * nothing was fetched for a day. Uses several transactions.
   */
  prune(before: number): Promise<void>;
  /**
   * Deletes coverage recorded while a process's clock was fast, which nothing would replace until then. If there is any,
   * makes notes pending that were requested in the future, too.
   */
  forgetFuture(): Promise<void>;
  /** Takes or prolongs the lease for this many milliseconds; false if another holder has it. */
  lease(holder: string, milliseconds: number): Promise<boolean>;
  release(holder: string): Promise<void>;
  status(): Promise<AccountStatus>;
  /** LeaseLostError if `holder` is given and doesn't have the lease. */
  setStatus(status: Partial<AccountStatus>, holder?: string): Promise<void>;
  /** Whether this version of the decoder derived every call's columns and keys. */
  isDerivedBy(version: string): Promise<boolean>;
  /** Derives everything again that another version of the decoder derived. */
  rederive(decoder: CallDecoder): Promise<void>;
  size(): Promise<ArchiveSize>;
  readonly notes: NoteStore;
}

/** Opens an account, and creates it if it doesn't exist. ArchiveError if the database fails. */
export async function openAccount(
  database: ArchiveDatabase,
  identity: AccountIdentity,
): Promise<AccountStore> {
  const { tables, engine } = database;
  const id = await attempt(database, () => accountId(tables, engine, identity));
  const read = <T>(work: () => Promise<T>) => attemptRead(database, work);
  return {
    coverage: (interval) => read(() => coverageOf(tables, id, interval)),
    fetchOfWhole: (interval) => read(() => readFetchOfWhole(tables, id, interval)),
    count: (interval, most) => read(() => countCalls(tables, id, interval, most)),
    countWhole: (interval) => read(() => countWhole(tables, id, interval)),
    firstCall: () => read(() => readFirstCall(tables, id)),
    calls: (query) => read(() => readCalls(tables, id, query)),
    byUuid: (uuids, interval) => read(() => readByUuid(tables, id, uuids, interval)),
    sums: (query) => read(() => sumCalls(tables, engine, id, query)),
    async write({ calls, version, ...covered }, holder, turn) {
      const rows = await attempt(database, () => mapInSlices(calls, (call) => rowOf(call, version), true));
      await turn;
      await writeInTurn(database, id, holder, (each) =>
        writeInterval(each, engine, id, { ...covered, rows }),
      );
    },
    async prune(before) {
      const accounts = await read(() => accountsToPrune(database, id, identity.workspace));
      for (const account of accounts) await deleteBefore(database, account.id, before);
    },
    forgetFuture: () => writeInTurn(database, id, undefined, (each) => forgetFuture(each, engine, id)),
    lease: (holder, milliseconds) => attempt(database, () => lease(database, id, holder, milliseconds)),
    release: (holder) => attempt(database, () => release(database, id, holder)),
    status: () =>
      read(() =>
        tables
          .selectFrom('accounts')
          .select(['synced_at as syncedAt', 'paused'])
          .where('id', '=', id)
          .executeTakeFirstOrThrow(() => database.replaced()),
      ),
    setStatus: ({ syncedAt, paused }, holder) =>
      writeInTurn(database, id, holder, async (transaction) => {
        await transaction
          .updateTable('accounts')
          .set({
            ...(syncedAt !== undefined && { synced_at: syncedAt }),
            ...(paused !== undefined && { paused }),
          })
          .where('id', '=', id)
          .execute();
      }),
    isDerivedBy: (version) => read(() => isDerivedBy(tables, id, version)),
    rederive: (decoder) => rederive(database, id, decoder),
    size: () => read(() => sizeOf(tables, id)),
    notes: openNotes(database, id),
  };
}
