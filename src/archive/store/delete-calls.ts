import { sql, type Transaction } from 'kysely';
import { HOUR, SECOND } from '../../domain/interval.js';
import { writeInTurn } from '../database/attempt.js';
import type { ArchiveDatabase } from '../database/database.js';
import { clockOf } from '../database/lease.js';
import type { Tables } from '../database/tables.js';
import { deleteNotes } from '../notes/write-notes.js';
import { cutOut } from './coverage.js';
import { coverageOf, replaceCoverage } from './write-coverage.js';

/** Calls per transaction: deleting years of calls at once would exceed the statement timeout, and block others. */
const ROWS = 500;

/** Milliseconds after which an account of which nothing was fetched is no longer in use. */
const UNUSED = 24 * HOUR;

/**
 * This account, and those that the workspace had before. One that is in use belongs to another deployment with the same
 * workspace id, whose calls aren't ours to delete.
 */
export function accountsToPrune({ tables, engine }: ArchiveDatabase, account: number, workspace: string) {
  const inUse = tables
    .selectFrom('coverage')
    .select('account')
    .where('fetched_at', '>', sql<number>`${clockOf(engine)} - ${sql.lit(UNUSED)}`);
  return tables
    .selectFrom('accounts')
    .select('id')
    .where('workspace', '=', workspace)
    .where((is) => is.or([is('id', '=', account), is('id', 'not in', inUse)]))
    .execute();
}

/** Deletes calls with their notes and keys. */
export async function deleteCalls(transaction: Transaction<Tables>, ids: readonly number[]): Promise<void> {
  await deleteNotes(transaction, ids);
  await transaction.deleteFrom('call_keys').where('call', 'in', ids).execute();
  await transaction.deleteFrom('calls').where('id', 'in', ids).execute();
}

/**
 * Deletes the coverage before an instant, and then the calls, whose time no longer counts as archived. If it is
 * interrupted, the next call continues. ArchiveError if the database fails.
 */
export async function deleteBefore(
  database: ArchiveDatabase,
  account: number,
  instant: number,
): Promise<void> {
  const past = { start: Number.MIN_SAFE_INTEGER, end: Math.ceil(instant / SECOND) * SECOND - SECOND };
  await writeInTurn(database, account, undefined, async (transaction) => {
    const earlier = await coverageOf(transaction, account, past);
    await replaceCoverage(transaction, account, earlier, cutOut(earlier, [past]));
  });
  for (let isDone = false; !isDone;) {
    isDone = await writeInTurn(database, account, undefined, async (transaction) => {
      const old = await transaction
        .selectFrom('calls')
        .select('id')
        .where('account', '=', account)
        .where('started_at', '<', instant)
        .limit(ROWS)
        .execute();
      const ids = old.map(({ id }) => id);
      if (ids.length > 0) await deleteCalls(transaction, ids);
      return ids.length < ROWS;
    });
  }
}
