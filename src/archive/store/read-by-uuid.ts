import type { Interval } from '../../domain/interval.js';
import type { ReadableTables } from '../database/tables.js';
import { coveringCall } from './read-calls.js';
import { coverageSumsOf, fetchOfWhole } from './whole-coverage.js';

/** The calls with some uuids and the coverage of an interval, as of the same moment. */
export interface FoundRows {
  /** In no order. `fetchedAt`: when the call's interval was fetched; null if it isn't covered. */
  readonly rows: readonly { readonly record: string; readonly fetchedAt: number | null }[];
  /**
   * The earliest fetch in the interval, in milliseconds since the epoch; null unless all of it is covered, and without
   * an interval.
   */
  readonly wholeFetchedAt: number | null;
}

/** Sends one statement, so that a call that is being archived is found, or its time isn't covered. */
export async function readByUuid(
  tables: ReadableTables,
  account: number,
  uuids: readonly string[],
  interval: Interval | null,
): Promise<FoundRows> {
  if (interval === null) return { rows: await found(tables, account, uuids).execute(), wholeFetchedAt: null };
  const read = await tables
    .with('found', (cte) => found(cte, account, uuids))
    .selectFrom(coverageSumsOf(tables, account, interval).as('coverage'))
    .leftJoin('found', (join) => join.onTrue())
    .selectAll()
    .execute();
  const rows = read.flatMap(({ record, fetchedAt }) => (record === null ? [] : [{ record, fetchedAt }]));
  const [sums] = read;
  return { rows, wholeFetchedAt: sums === undefined ? null : fetchOfWhole(sums, interval) };
}

function found(tables: ReadableTables, account: number, uuids: readonly string[]) {
  return tables
    .selectFrom('calls')
    .leftJoin('coverage', coveringCall)
    .select(['calls.record', 'coverage.fetched_at as fetchedAt'])
    .where('calls.account', '=', account)
    .where('calls.uuid', 'in', uuids);
}
