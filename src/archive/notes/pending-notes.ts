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

/** Which of an interval's notes must be read. */
export interface PendingNotes {
  /** The time from the first to the last call whose notes were never read; null if there is none. */
  readonly unread: Interval | null;
  /** The earliest request of those that must be read again, in milliseconds since the epoch; null if there are none. */
  readonly outdated: number | null;
}

/** At most `limit` calls with pending notes, newest first, except some uuids. */
export function readPending(
  tables: ReadableTables,
  account: number,
  limit: number,
  without: readonly string[],
): Promise<readonly PendingCall[]> {
  return pendingCalls(tables, account)
    .select(['uuid', 'record'])
    .$if(without.length > 0, (rows) => rows.where('uuid', 'not in', without))
    .orderBy('started_at', 'desc')
    .limit(limit)
    .execute();
}

/** The number of calls whose notes must be read, for the first time or again. */
export async function countPending(tables: ReadableTables, account: number): Promise<number> {
  const { count } = await pendingCalls(tables, account)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

export async function pendingWithin(
  tables: ReadableTables,
  account: number,
  { start, end }: Interval,
): Promise<PendingNotes> {
  const { first, last, outdated } = await pendingCalls(tables, account)
    .select(({ fn }) => [
      fn.min<number | null>('started_at').filterWhere('notes_fetched_at', 'is', null).as('first'),
      fn.max<number | null>('started_at').filterWhere('notes_fetched_at', 'is', null).as('last'),
      fn.min<number | null>('notes_fetched_at').as('outdated'),
    ])
    .where('started_at', '>=', start)
    .where('started_at', '<=', end)
    .executeTakeFirstOrThrow();
  return { unread: first === null || last === null ? null : { start: first, end: last }, outdated };
}

function pendingCalls(tables: ReadableTables, account: number) {
  return tables.selectFrom('calls').where('account', '=', account).where(IS_PENDING);
}
