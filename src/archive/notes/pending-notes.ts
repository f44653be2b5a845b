import { sql, type SqlBool } from 'kysely';
import type { Interval } from '../../domain/interval.js';
import type { ReadableTables } from '../database/tables.js';

/** Must equal the condition of the index `calls_by_pending_notes`. */
const IS_PENDING = sql<SqlBool>`has_notes = 1 and (notes_read is null or notes_read <> note_count)`;

/** A call whose notes must be read. */
export interface PendingCall {
  readonly uuid: string;
  readonly record: string;
}

/** At most `limit` calls with pending notes, newest first, except some uuids. */
export function readPending(
  tables: ReadableTables,
  account: number,
  limit: number,
  without: readonly string[],
): Promise<readonly PendingCall[]> {
  return tables
    .selectFrom('calls')
    .select(['uuid', 'record'])
    .where('account', '=', account)
    .where(IS_PENDING)
    .$if(without.length > 0, (rows) => rows.where('uuid', 'not in', without))
    .orderBy('started_at', 'desc')
    .limit(limit)
    .execute();
}

/** The number of calls whose notes must be read, for the first time or again. */
export async function countPending(tables: ReadableTables, account: number): Promise<number> {
  const { count } = await tables
    .selectFrom('calls')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account', '=', account)
    .where(IS_PENDING)
    .executeTakeFirstOrThrow();
  return count;
}

/** The time from the first to the last call of an interval whose notes were never read; null if there is none. */
export async function unreadCalls(
  tables: ReadableTables,
  account: number,
  { start, end }: Interval,
): Promise<Interval | null> {
  const { first, last } = await tables
    .selectFrom('calls')
    .select(({ fn }) => [
      fn.min<number | null>('started_at').as('first'),
      fn.max<number | null>('started_at').as('last'),
    ])
    .where('account', '=', account)
    .where(IS_PENDING)
    .where('notes_fetched_at', 'is', null)
    .where('started_at', '>=', start)
    .where('started_at', '<=', end)
    .executeTakeFirstOrThrow();
  return first === null || last === null ? null : { start: first, end: last };
}

/**
 * The earliest request of those of an interval's notes that must be read again, in milliseconds since the epoch; null
 * if there are none.
 */
export async function readOutdated(
  tables: ReadableTables,
  account: number,
  { start, end }: Interval,
): Promise<number | null> {
  const { oldest } = await tables
    .selectFrom('calls')
    .select(({ fn }) => fn.min<number | null>('notes_fetched_at').as('oldest'))
    .where('account', '=', account)
    .where(IS_PENDING)
    .where('started_at', '>=', start)
    .where('started_at', '<=', end)
    .executeTakeFirstOrThrow();
  return oldest;
}
