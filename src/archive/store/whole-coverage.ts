import { sql, type SelectQueryBuilder } from 'kysely';
import { type Interval, SECOND } from '../../domain/interval.js';
import type { ReadableTables, Tables } from '../database/tables.js';

/** Aggregates of the covered intervals that overlap an interval; null without any. */
export interface CoverageSums {
  readonly first_start: number | null;
  readonly last_end: number | null;
  /** Their total length in milliseconds; they don't overlap. */
  readonly covered: number | null;
  readonly oldest_fetch: number | null;
}

/** Selects one row, however many intervals there are: an archive of three years has a thousand. */
export function coverageSums(
  tables: ReadableTables,
  account: number,
): SelectQueryBuilder<Tables, 'coverage', CoverageSums> {
  return tables
    .selectFrom('coverage')
    .where('account', '=', account)
    .select(({ fn }) => [
      fn.min<number | null>('start_at').as('first_start'),
      fn.max<number | null>('end_at').as('last_end'),
      sql<number | null>`cast(sum(end_at - start_at + ${SECOND}) as bigint)`.as('covered'),
      fn.min<number | null>('fetched_at').as('oldest_fetch'),
    ]);
}

/** Like `coverageSums`, of the covered intervals that overlap this one. */
export function coverageSumsOf(tables: ReadableTables, account: number, { start, end }: Interval) {
  return coverageSums(tables, account).where('start_at', '<=', end).where('end_at', '>=', start);
}

/** The earliest fetch in an interval, in milliseconds since the epoch; null unless all of it is covered. */
export function fetchOfWhole(sums: CoverageSums, { start, end }: Interval): number | null {
  const { first_start: first, last_end: last, covered } = sums;
  if (first === null || last === null || first > start || last < end) return null;
  return last - first + SECOND === covered ? sums.oldest_fetch : null;
}

/** Like `fetchOfWhole`, from the database. */
export async function readFetchOfWhole(
  tables: ReadableTables,
  account: number,
  interval: Interval,
): Promise<number | null> {
  const sums = await coverageSumsOf(tables, account, interval).executeTakeFirstOrThrow();
  return fetchOfWhole(sums, interval);
}
