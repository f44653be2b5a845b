import { type Expression, type ExpressionBuilder, type JoinBuilder, sql, type SqlBool } from 'kysely';
import type { CallOrder, CallPosition } from '../../domain/call.js';
import type { CallCriteria } from '../../domain/call-criteria.js';
import type { Interval } from '../../domain/interval.js';
import type { Reading, Tables } from '../database/tables.js';

/** Which archived calls of an interval are read, and from where on. */
export interface CallQuery extends Interval {
  readonly order: CallOrder;
  /** The call behind which the page begins, in the query's order; null for the first page. */
  readonly after: CallPosition | null;
  /** One of them is a call's; null for all calls. */
  readonly keys: readonly string[] | null;
  readonly criteria: CallCriteria | null;
  readonly limit: number;
}

export interface ArchivedRow {
  readonly uuid: string;
  readonly startedAt: number;
  readonly record: string;
}

/** At most `limit` rows in the query's order. With several keys the same row may come more than once, one after the other. */
export function readCalls(
  tables: Reading,
  account: number,
  query: CallQuery,
): Promise<readonly ArchivedRow[]> {
  const { keys, order, after, start, end, limit } = query;
  const direction = order === 'NEWEST_FIRST' ? 'desc' : 'asc';
  const calls = tables
    .selectFrom('calls')
    .select(['calls.uuid', 'calls.started_at as startedAt', 'calls.record'])
    .where((builder) => builder.and(conditionsOf(query.criteria, builder)))
    .$if(after !== null, (rows) => rows.where(isBehind(after, order)))
    .limit(limit);
  if (keys === null) {
    return calls
      .where('calls.account', '=', account)
      .where('calls.started_at', '>=', start)
      .where('calls.started_at', '<=', end)
      .orderBy('calls.started_at', direction)
      .orderBy('calls.uuid', direction)
      .execute();
  }
  return calls
    .innerJoin('call_keys', 'call_keys.call', 'calls.id')
    .where('call_keys.account', '=', account)
    .where('call_keys.key', 'in', keys)
    .where('call_keys.started_at', '>=', start)
    .where('call_keys.started_at', '<=', end)
    .orderBy('call_keys.started_at', direction)
    .orderBy('calls.uuid', direction)
    .execute();
}

/** How many calls of an interval are archived; `most` if there are more. */
export async function countCalls(
  tables: Reading,
  account: number,
  { start, end }: Interval,
  most: number | null,
): Promise<number> {
  const found = tables
    .selectFrom('calls')
    .select('id')
    .where('account', '=', account)
    .where('started_at', '>=', start)
    .where('started_at', '<=', end)
    .$if(most !== null, (rows) => rows.limit(most ?? 0))
    .as('found');
  const { count } = await tables
    .selectFrom(found)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** When the first archived call began; null without any. */
export async function readFirstCall(tables: Reading, account: number): Promise<number | null> {
  const first = await tables
    .selectFrom('calls')
    .select('started_at as startedAt')
    .where('account', '=', account)
    .orderBy('started_at')
    .limit(1)
    .executeTakeFirst();
  return first?.startedAt ?? null;
}

/** The rows of these uuids, in no order, each with the time at which its interval was fetched; null if it isn't covered. */
export function readByUuid(tables: Reading, account: number, uuids: readonly string[]) {
  return tables
    .selectFrom('calls')
    .leftJoin('coverage', coveringCall)
    .select(['calls.record', 'coverage.fetched_at as fetchedAt'])
    .where('calls.account', '=', account)
    .where('calls.uuid', 'in', uuids)
    .execute();
}

/** Joins a call with the coverage of its instant. */
export function coveringCall(join: JoinBuilder<Tables, 'calls' | 'coverage'>) {
  return join
    .onRef('coverage.account', '=', 'calls.account')
    .onRef('coverage.start_at', '<=', 'calls.started_at')
    .onRef('coverage.end_at', '>=', 'calls.started_at');
}

function isBehind(after: CallPosition | null, order: CallOrder): Expression<SqlBool> {
  const { startedAt, uuid } = after ?? { startedAt: 0, uuid: '' };
  return order === 'NEWEST_FIRST'
    ? sql<SqlBool>`(calls.started_at < ${startedAt} or (calls.started_at = ${startedAt} and calls.uuid < ${uuid}))`
    : sql<SqlBool>`(calls.started_at > ${startedAt} or (calls.started_at = ${startedAt} and calls.uuid > ${uuid}))`;
}

/** What of the criteria columns tell. */
function conditionsOf(
  criteria: CallCriteria | null,
  is: ExpressionBuilder<Tables, 'calls'>,
): readonly Expression<SqlBool>[] {
  if (criteria === null) return [];
  const { directions, statuses, services, hasNotes, minDurationSeconds, maxDurationSeconds } = criteria;
  return [
    ...(directions === null ? [] : [is('direction', 'in', directions)]),
    ...(statuses === null ? [] : [is('status', 'in', statuses)]),
    ...(services === null ? [] : [is('service', 'in', services)]),
    ...(hasNotes === null ? [] : [is('has_notes', '=', Number(hasNotes))]),
    ...(minDurationSeconds === null ? [] : [is('duration', '>=', minDurationSeconds)]),
    ...(maxDurationSeconds === null ? [] : [is('duration', '<=', maxDurationSeconds)]),
  ];
}
