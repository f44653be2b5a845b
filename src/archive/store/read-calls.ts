import { type Expression, type JoinBuilder, sql, type SqlBool } from 'kysely';
import type { CallOrder, CallPosition } from '../../domain/call.js';
import type { CallCriteria } from '../../domain/call-criteria.js';
import type { Interval } from '../../domain/interval.js';
import type { ReadableTables, Tables } from '../database/tables.js';
import { conditionsOf } from './call-conditions.js';
import { hasOther } from './rederive.js';
import { coverageSums, fetchOfWhole } from './whole-coverage.js';

/** Selects a page of the archived calls of an interval. */
export interface CallQuery extends Interval {
  readonly order: CallOrder;
  /** The call after which the page begins, in the query's order; null for the first page. */
  readonly after: CallPosition | null;
  /** Selects calls with at least one of these keys; null selects all. */
  readonly keys: readonly string[] | null;
  readonly criteria: CallCriteria | null;
  readonly limit: number;
  /** The version of the decoder that derived the keys. */
  readonly version: string;
}

/** A call with the provider's record as JSON text. */
export interface ArchivedRow {
  readonly uuid: string;
  readonly startedAt: number;
  readonly record: string;
}

/** A page, and when its time was fetched. */
export interface ReadRows {
  readonly rows: readonly ArchivedRow[];
  /** The earliest fetch in that time, in milliseconds since the epoch; null unless all of it is covered. */
  readonly fetchedAt: number | null;
  /** Whether that version derived the columns and keys of every call. Otherwise, calls may be missing. */
  readonly isDerived: boolean;
}

/** Up to this many keys are searched with a subquery each; with more, all of their calls are sorted. */
const SEARCHED_KEYS = 50;

/** At most `limit` rows in the query's order. */
export async function readCalls(
  tables: ReadableTables,
  account: number,
  query: CallQuery,
): Promise<ReadRows> {
  const { order, limit, version } = query;
  const isNewestFirst = order === 'NEWEST_FIRST';
  const direction = isNewestFirst ? 'desc' : 'asc';
  const { start, end } = remaining(query);
  const last = sql<number>`(select ${sql.raw(isNewestFirst ? 'min' : 'max')}(started_at) from page)`;
  // A page that isn't full extends to the end of the interval.
  const edge = sql<number>`case when (select count(*) from page) < ${limit}
    then ${isNewestFirst ? start : end} else ${last} end`;
  // One statement, so that calls, coverage and versions are consistent. Without calls, its only row has no uuid.
  const read = await tables
    .with(
      (cte) => cte('page').materialized(),
      (cte) => pageOf(cte, account, query),
    )
    .selectFrom(
      coverageSums(tables, account)
        .where('start_at', '<=', isNewestFirst ? end : edge)
        .where('end_at', '>=', isNewestFirst ? edge : start)
        .as('coverage'),
    )
    .leftJoin('page', (join) => join.onTrue())
    .selectAll()
    .select(hasOther(account, version).as('other'))
    .orderBy('page.started_at', direction)
    .orderBy('page.uuid', direction)
    .execute();
  const rows = read.flatMap(({ uuid, started_at: startedAt, record }) =>
    uuid === null || startedAt === null || record === null ? [] : [{ uuid, startedAt, record }],
  );
  const [sums] = read;
  const until = rows.length < limit ? null : (rows.at(-1)?.startedAt ?? null);
  const reached = isNewestFirst ? { start: until ?? start, end } : { start, end: until ?? end };
  const fetchedAt = sums === undefined ? null : fetchOfWhole(sums, reached);
  return { rows, fetchedAt, isDerived: sums?.other === null };
}

function pageOf(tables: ReadableTables, account: number, query: CallQuery) {
  const { keys, order, limit } = query;
  const { start, end } = remaining(query);
  const direction = order === 'NEWEST_FIRST' ? 'desc' : 'asc';
  const calls = tables
    .selectFrom('calls')
    .select(['calls.uuid', 'calls.started_at', 'calls.record'])
    .orderBy('calls.started_at', direction)
    .orderBy('calls.uuid', direction)
    .limit(limit);
  if (keys === null) {
    return calls
      .where('calls.account', '=', account)
      .where('calls.started_at', '>=', start)
      .where('calls.started_at', '<=', end)
      .where((is) => is.and([...isBehind(query), ...conditionsOf(query.criteria, is)]));
  }
  const found = (some: readonly string[]) =>
    tables
      .selectFrom('call_keys')
      .innerJoin('calls', 'calls.id', 'call_keys.call')
      .select(['calls.id', 'call_keys.started_at', 'calls.uuid'])
      // A call may have several of the keys.
      .$if(some.length > 1, (rows) => rows.distinct())
      .where('call_keys.account', '=', account)
      .where('call_keys.key', 'in', some)
      .where('call_keys.started_at', '>=', start)
      .where('call_keys.started_at', '<=', end)
      .where((is) => is.and([...isBehind(query), ...conditionsOf(query.criteria, is)]))
      .orderBy('call_keys.started_at', direction)
      .orderBy('calls.uuid', direction)
      .limit(limit);
  const [first = [], ...others] = keys.length > SEARCHED_KEYS ? [keys] : keys.map((key) => [key]);
  const ids = others.reduce(
    (all, each) => all.union(tables.selectFrom(found(each).as('found')).select('id')),
    tables.selectFrom(found(first).as('found')).select('id'),
  );
  return calls.where('calls.id', 'in', ids);
}

/** The start of the first archived call, in milliseconds since the epoch; null without any. */
export async function readFirstCall(tables: ReadableTables, account: number): Promise<number | null> {
  const first = await tables
    .selectFrom('calls')
    .select('started_at as startedAt')
    .where('account', '=', account)
    .orderBy('started_at')
    .limit(1)
    .executeTakeFirst();
  return first?.startedAt ?? null;
}

/** Joins a call with the coverage of its instant. */
export function coveringCall(join: JoinBuilder<Tables, 'calls' | 'coverage'>) {
  // Intervals don't overlap, so only the last one that starts before the call can cover it: the next in the index.
  const lastStart = sql<number>`(select max(earlier.start_at) from coverage as earlier
    where earlier.account = calls.account and earlier.start_at <= calls.started_at)`;
  return join
    .onRef('coverage.account', '=', 'calls.account')
    .on('coverage.start_at', '=', lastStart)
    .onRef('coverage.end_at', '>=', 'calls.started_at');
}

/** The rest of the query's interval after its position, including the position's second. */
function remaining({ start, end, after, order }: CallQuery): Interval {
  if (after === null) return { start, end };
  return order === 'NEWEST_FIRST'
    ? { start, end: Math.min(end, after.startedAt) }
    : { start: Math.max(start, after.startedAt), end };
}

/** Excludes the calls of the position's second that earlier pages had. */
function isBehind({ after, order }: CallQuery): readonly Expression<SqlBool>[] {
  if (after === null) return [];
  const { startedAt, uuid } = after;
  return [
    order === 'NEWEST_FIRST'
      ? sql<SqlBool>`(calls.started_at < ${startedAt} or calls.uuid < ${uuid})`
      : sql<SqlBool>`(calls.started_at > ${startedAt} or calls.uuid > ${uuid})`,
  ];
}
