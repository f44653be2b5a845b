import type { Interval } from '../../domain/interval.js';
import type { ReadableTables } from '../database/tables.js';
import { coverageSumsOf, fetchOfWhole } from './whole-coverage.js';

/** The number of archived calls in an interval, at most `most`. */
export async function countCalls(
  tables: ReadableTables,
  account: number,
  interval: Interval,
  most: number,
): Promise<number> {
  const found = callsOf(tables, account, interval).select('id').limit(most).as('found');
  const { count } = await tables
    .selectFrom(found)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** The number of an interval's calls; null unless all of it is covered, as of the same moment. Sends one statement. */
export async function countWhole(
  tables: ReadableTables,
  account: number,
  interval: Interval,
): Promise<number | null> {
  const { count, ...sums } = await coverageSumsOf(tables, account, interval)
    .select(
      callsOf(tables, account, interval)
        .select(({ fn }) => fn.countAll<number>().as('calls'))
        .as('count'),
    )
    .executeTakeFirstOrThrow();
  return fetchOfWhole(sums, interval) === null ? null : count;
}

/** The calls of an interval. */
export function callsOf(tables: ReadableTables, account: number, { start, end }: Interval) {
  return tables
    .selectFrom('calls')
    .where('account', '=', account)
    .where('started_at', '>=', start)
    .where('started_at', '<=', end);
}
