import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import type { ArchiveStatus } from '../../domain/archive/archive-status.js';
import type { CallDecoder, RecordedCall } from '../../domain/archive/call-archive.js';
import type { Interval } from '../../domain/interval.js';
import { mapInSlices } from '../../domain/operation/slices.js';
import type { Covered } from './coverage.js';
import { accountsToPrune, deleteBefore } from './delete-calls.js';
import type { ArchiveDatabase } from '../database/database.js';
import { attempt, writeInTurn } from '../database/attempt.js';
import { lease, release } from '../database/lease.js';
import type { ReadableTables } from '../database/tables.js';
import { openNotes } from '../notes/note-store.js';
import { countPending } from '../notes/pending-notes.js';
import { readByUuid } from './read-by-uuid.js';
import { countCalls, countWhole } from './count-calls.js';
import { type CallQuery, readCalls, readFirstCall } from './read-calls.js';
import { rowOf } from './call-row.js';
import { isDerivedBy, rederive } from './rederive.js';
import { type SumQuery, sumCalls } from './sum-calls.js';
import { readFetchOfWhole } from './whole-coverage.js';
import { coverageOf, forgetFuture } from './write-coverage.js';
import { writeInterval } from './write-interval.js';

/** Identifies an account. The same workspace with another address or zone is another account. */
export interface AccountIdentity {
  readonly workspace: string;
  readonly address: string;
  /** IANA name: instants depend on it. */
  readonly timezone: string;
}

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

/** One account in the database. */
export type AccountStore = Awaited<ReturnType<typeof openAccount>>;

/** The largest number that `randomInt` accepts as a limit. */
const LIMIT = 2 ** 48 - 1;
/** Instead of the id of an account that doesn't exist. */
const NO_ACCOUNT = 0;

/**
 * Opens an account. If it doesn't exist, creates it or, if `creates` is false, opens an empty one that must not be
 * written. Rejects with an ArchiveError if the database fails, and so does every method; those with a `holder` with a
 * LeaseLostError if it is given and doesn't have the lease.
 */
export async function openAccount(database: ArchiveDatabase, identity: AccountIdentity, creates = true) {
  const { tables, engine } = database;
  const id = await attempt(database.write, () => accountId(database, identity, creates));
  const read = <T>(work: () => Promise<T>) => attempt(database.read, work);
  return {
    coverage: (interval: Interval) => read(() => coverageOf(tables, id, interval)),
    fetchOfWhole: (interval: Interval) => read(() => readFetchOfWhole(tables, id, interval)),
    count: (interval: Interval, most: number) => read(() => countCalls(tables, id, interval, most)),
    countWhole: (interval: Interval) => read(() => countWhole(tables, id, interval)),
    firstCall: () => read(() => readFirstCall(tables, id)),
    calls: (query: CallQuery) => read(() => readCalls(tables, id, query)),
    byUuid: (uuids: readonly string[], interval: Interval | null) =>
      read(() => readByUuid(tables, id, uuids, interval)),
    sums: (query: SumQuery) => read(() => sumCalls(tables, engine, id, query)),
    /** In one transaction, which begins after `turn`. */
    async write({ calls, version, ...covered }: IntervalCalls, holder?: string, turn?: Promise<void>) {
      const rows = await attempt(database.write, () =>
        mapInSlices(calls, (call) => rowOf(call, version), true),
      );
      await turn;
      await writeInTurn(database, id, holder, (each) =>
        writeInterval(each, engine, id, { ...covered, rows }),
      );
    },
    /**
     * Deletes calls and coverage before this instant, including those of the workspace's former accounts: the ones of
     * which nothing was fetched for a day. Uses several transactions.
     */
    async prune(before: number) {
      const accounts = await read(() => accountsToPrune(database, id, identity.workspace));
      for (const account of accounts) await deleteBefore(database, account.id, before);
    },
    forgetFuture: () => writeInTurn(database, id, undefined, (each) => forgetFuture(each, engine, id)),
    lease: (holder: string, milliseconds: number) =>
      attempt(database.write, () => lease(database, id, holder, milliseconds)),
    release: (holder: string) => attempt(database.write, () => release(database, id, holder)),
    status: (): Promise<AccountStatus> =>
      read(async () => {
        const status = await tables
          .selectFrom('accounts')
          .select(['synced_at as syncedAt', 'paused'])
          .where('id', '=', id)
          .executeTakeFirst();
        if (status === undefined && id !== NO_ACCOUNT) throw database.replaced();
        return status ?? { syncedAt: null, paused: null };
      }),
    setStatus: ({ syncedAt, paused }: Partial<AccountStatus>, holder?: string) =>
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
    isDerivedBy: (version: string) => read(() => isDerivedBy(tables, id, version)),
    rederive: (decoder: CallDecoder) => rederive(database, id, decoder),
    size: () => read(() => sizeOf(tables, id)),
    notes: openNotes(database, id),
  };
}

/**
 * The id of an account. If it doesn't exist, it is created if `creates` is true, else the id is `NO_ACCOUNT`. Ids are
 * random: if the database is replaced by another one while a process runs, the ids that the process knows must not be
 * those of other accounts.
 */
async function accountId(
  { tables, engine }: ArchiveDatabase,
  { workspace, address, timezone }: AccountIdentity,
  creates: boolean,
): Promise<number> {
  const found = tables
    .selectFrom('accounts')
    .select('id')
    .where('workspace', '=', workspace)
    .where('address', '=', address)
    .where('timezone', '=', timezone);
  // Before the insert, which waits for other processes that write to the same file, although there is nothing to insert.
  const known = await found.executeTakeFirst();
  if (known !== undefined) return known.id;
  if (!creates) return NO_ACCOUNT;
  const isGenerated = engine === 'postgres' ? sql`overriding system value` : sql``;
  await sql`
    insert into accounts (id, workspace, address, timezone) ${isGenerated}
    values (${randomInt(1, LIMIT)}, ${workspace}, ${address}, ${timezone})
    on conflict (workspace, address, timezone) do nothing`.execute(tables);
  const { id } = await found.executeTakeFirstOrThrow();
  return id;
}

/** The size of an account's archive. */
async function sizeOf(
  tables: ReadableTables,
  account: number,
): Promise<Pick<ArchiveStatus, 'calls' | 'notes' | 'pendingNotes'>> {
  const calls = await tables
    .selectFrom('calls')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account', '=', account)
    .executeTakeFirstOrThrow();
  const notes = await tables
    .selectFrom('notes')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account', '=', account)
    .where('is_active', '=', 1)
    .executeTakeFirstOrThrow();
  return { calls: calls.count, notes: notes.count, pendingNotes: await countPending(tables, account) };
}
