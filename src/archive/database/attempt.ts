import { sql, type Transaction } from 'kysely';
import { ArchiveError } from '../../domain/archive/archive-errors.js';
import type { ArchiveDatabase } from './database.js';
import type { Tables } from './tables.js';

/** Rejects with an ArchiveError if the database fails. */
export async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new ArchiveError('The archive’s database failed.', { cause });
  }
}

/** A transaction that writes an account: writers of an account take turns, in SQLite all writers do. */
export function writeInTurn(
  { tables, engine }: ArchiveDatabase,
  account: number,
  work: (transaction: Transaction<Tables>) => Promise<void>,
): Promise<void> {
  return attempt(() =>
    tables.transaction().execute(async (transaction) => {
      if (engine === 'postgres') await sql`select pg_advisory_xact_lock(${account})`.execute(transaction);
      await work(transaction);
    }),
  );
}
