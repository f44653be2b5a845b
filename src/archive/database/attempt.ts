import { sql, type Transaction } from 'kysely';
import { ArchiveError } from '../../domain/archive/archive-errors.js';
import type { ArchiveDatabase } from './database.js';
import { LeaseLostError, requireLease } from './lease.js';
import type { Tables } from './tables.js';

/** Rejects with an ArchiveError if the database fails; a LeaseLostError is passed on. */
export async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof LeaseLostError) throw cause;
    throw new ArchiveError('The archive’s database failed.', { cause });
  }
}

/**
 * A transaction that writes an account: writers of an account take turns, in SQLite all writers do. With a `holder` it
 * rejects with a LeaseLostError unless that holder has the account’s lease. As writers take turns, nothing is written under a
 * lost lease once the next holder has written.
 */
export function writeInTurn<T>(
  { tables, engine, writers }: ArchiveDatabase,
  account: number,
  holder: string | undefined,
  work: (transaction: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  const write = () =>
    tables.transaction().execute(async (transaction) => {
      if (engine === 'postgres') await sql`select pg_advisory_xact_lock(${account})`.execute(transaction);
      if (holder !== undefined) await requireLease(transaction, engine, account, holder);
      return work(transaction);
    });
  return attempt(() => writers.within(write));
}
