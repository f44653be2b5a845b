import { type RawBuilder, sql } from 'kysely';
import type { CallCriteria } from '../../domain/call-criteria.js';
import type { CallGroupKey, GroupSums } from '../../domain/call-sums.js';
import { intersection, type Interval, wholeSeconds } from '../../domain/interval.js';
import type { ArchiveDatabase } from '../database/database.js';
import type { ReadableTables } from '../database/tables.js';
import { conditionsOf } from './call-conditions.js';
import { hasOther } from './rederive.js';
import { coverageSumsOf, fetchOfWhole } from './whole-coverage.js';

/** Selects the archived calls of an interval to sum, and their groups. */
export interface SumQuery extends Interval {
  readonly groups: readonly CallGroupKey[];
  readonly criteria: CallCriteria | null;
  /** The version of the decoder that derived the columns. */
  readonly version: string;
}

/** A row of VALUES, with the column names of both engines: index, first and last instant, direction, status. */
interface WantedGroup {
  readonly column1: number;
  readonly column2: number;
  readonly column3: number;
  readonly column4: string | null;
  readonly column5: string | null;
}

/**
 * The sums of an interval's calls in each group that overlaps it; null unless all of the interval is covered, and if
 * another version derived the columns of any call. Sends one statement, which reads only indexes.
 */
export async function sumCalls(
  tables: ReadableTables,
  engine: ArchiveDatabase['engine'],
  account: number,
  { groups, criteria, version, ...interval }: SumQuery,
): Promise<readonly GroupSums[] | null> {
  const wanted = groups.flatMap((group, index) => wantedGroup(group, index, interval));
  if (wanted.length === 0) return [];
  const hasKeys = groups.some(({ direction, status }) => direction !== null || status !== null);
  const rows = await tables
    .selectFrom(sql<WantedGroup>`(values ${sql.join(wanted)})`.as('wanted'))
    .innerJoin(coverageSumsOf(tables, account, interval).as('coverage'), (join) => join.onTrue())
    .selectAll('coverage')
    .select((is) => [
      'wanted.column1 as group',
      is
        .selectFrom('calls')
        .select(sumsAsJson(engine).as('json'))
        .where('account', '=', account)
        .whereRef('started_at', '>=', 'wanted.column2')
        .whereRef('started_at', '<=', 'wanted.column3')
        .where((call) => call.and([...conditionsOf(criteria, call)]))
        .$if(hasKeys, (calls) =>
          calls
            .where((call) =>
              call.or([call('column4', 'is', null), call('direction', '=', call.ref('column4'))]),
            )
            .where((call) =>
              call.or([call('column5', 'is', null), call('status', '=', call.ref('column5'))]),
            ),
        )
        .as('sums'),
      hasOther(account, version).as('other'),
    ])
    .execute();
  const isWhole = rows.every((row) => row.other === null && fetchOfWhole(row, interval) !== null);
  if (!isWhole) return null;
  return rows.map(({ group, sums }) => ({ group, ...readSums(sums) }));
}

/** A row for the group's part of the interval; empty if they don't overlap. */
function wantedGroup(group: CallGroupKey, index: number, interval: Interval): readonly RawBuilder<unknown>[] {
  const range = wholeSeconds(group);
  const part = range && intersection(range, interval);
  if (part === null) return [];
  const { direction, status } = group;
  const int = (value: number) => sql`cast(${value} as bigint)`;
  return [
    sql`(${int(index)}, ${int(part.start)}, ${int(part.end)}, cast(${direction} as text), cast(${status} as text))`,
  ];
}

/** A JSON array, because a subquery returns one value: calls, answered calls, seconds, seconds of the longest call. */
function sumsAsJson(engine: ArchiveDatabase['engine']): RawBuilder<unknown> {
  const array = sql.raw(engine === 'sqlite' ? 'json_array' : 'json_build_array');
  return sql`${array}(count(*), count(*) filter (where status = 'ANSWERED'),
    coalesce(sum(duration), 0), coalesce(max(duration), 0))`;
}

/** SQLite returns JSON as text. */
function readSums(json: unknown) {
  const sums: unknown = typeof json === 'string' ? JSON.parse(json) : json;
  const [calls = 0, answered = 0, seconds = 0, longest = 0] = Array.isArray(sums) ? sums.map(Number) : [];
  return { calls, answered, seconds, longest };
}
