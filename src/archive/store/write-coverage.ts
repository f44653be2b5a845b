import { sql, type Transaction } from 'kysely';
import { CLOCK_SKEW, type Interval } from '../../domain/interval.js';
import type { ArchiveDatabase } from '../database/database.js';
import { clockOf } from '../database/lease.js';
import type { Covered } from './coverage.js';
import type { ReadableTables, Tables } from '../database/tables.js';

/** Rows per statement. */
const ROWS = 500;

/** The covered intervals that overlap this one, uncut, oldest first. */
export async function coverageOf(
  tables: ReadableTables,
  account: number,
  { start, end }: Interval,
): Promise<readonly Covered[]> {
  return tables
    .selectFrom('coverage')
    .select(['start_at as start', 'end_at as end', 'fetched_at as fetchedAt'])
    .where('account', '=', account)
    .where('start_at', '<=', end)
    .where('end_at', '>=', start)
    .orderBy('start_at')
    .execute();
}

/** Replaces some covered intervals with others. */
export async function replaceCoverage(
  transaction: Transaction<Tables>,
  account: number,
  before: readonly Covered[],
  after: readonly Covered[],
): Promise<void> {
  const starts = before.map(({ start }) => start);
  for (let at = 0; at < starts.length; at += ROWS) {
    await transaction
      .deleteFrom('coverage')
      .where('account', '=', account)
      .where('start_at', 'in', starts.slice(at, at + ROWS))
      .execute();
  }
  const rows = after.map(({ start, end, fetchedAt }) => {
    return { account, start_at: start, end_at: end, fetched_at: fetchedAt };
  });
  for (let at = 0; at < rows.length; at += ROWS) {
    await transaction
      .insertInto('coverage')
      .values(rows.slice(at, at + ROWS))
      .execute();
  }
}

/**
 * Deletes coverage that is in the future by the database's clock, and makes notes pending that were requested then. The
 * caller must hold the account's lock.
 */
export async function forgetFuture(
  transaction: Transaction<Tables>,
  engine: ArchiveDatabase['engine'],
  account: number,
): Promise<void> {
  const latest = sql<number>`${clockOf(engine)} + ${sql.lit(CLOCK_SKEW)}`;
  const deleted = await transaction
    .deleteFrom('coverage')
    .where('account', '=', account)
    .where('fetched_at', '>', latest)
    .returning('account')
    .execute();
  // Reads all calls.
  if (deleted.length === 0) return;
  await transaction
    .updateTable('calls')
    .set({ notes_read: null, notes_fetched_at: null })
    .where('account', '=', account)
    .where('notes_fetched_at', '>', latest)
    .execute();
}
