import { sql, type Transaction } from 'kysely';
import { ArchiveError } from '../../domain/archive/archive-errors.js';
import type { ArchiveDatabase } from './database.js';
import { LeaseLostError, requireLease } from './lease.js';
import type { Work } from './reads-while-alive.js';
import type { Tables } from './tables.js';

/** Runs `work`, perhaps repeatedly. Turns any error but a LeaseLostError into an ArchiveError. */
export async function attempt<T>(run: Work, work: () => Promise<T>): Promise<T> {
  try {
    return await run(work);
  } catch (cause) {
    if (cause instanceof LeaseLostError) throw cause;
    throw new ArchiveError('The archive’s database failed.', { cause });
  }
}

/** Waits for other writers of the account. Throws if it doesn't exist any more. */
async function takeTurn(
  transaction: Transaction<Tables>,
  { engine, replaced }: ArchiveDatabase,
  account: number,
): Promise<void> {
  const lock = engine === 'postgres' ? sql`pg_advisory_xact_lock(id)` : sql`id`;
  const { rows } = await sql`select ${lock} from accounts where id = ${account}`.execute(transaction);
  if (rows.length === 0) throw replaced();
}

/**
 * Runs a transaction that writes an account. Writers of one account run one at a time; in SQLite all writers do. With
 * a `holder`, rejects with a LeaseLostError unless that holder has the account's lease, so nothing is written under a
 * lost lease after the next holder has written. ArchiveError if the database fails.
 */
export function writeInTurn<T>(
  database: ArchiveDatabase,
  account: number,
  holder: string | undefined,
  work: (transaction: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  const { tables, engine, writers } = database;
  const write = () =>
    tables.transaction().execute(async (transaction) => {
      await takeTurn(transaction, database, account);
      if (holder !== undefined) await requireLease(transaction, engine, account, holder);
      return work(transaction);
    });
  return attempt(database.write, () => writers(write));
}
