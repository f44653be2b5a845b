import { sql, type Transaction } from 'kysely';
import { contains } from '../../domain/interval.js';
import { jsonMembers } from '../database/json-members.js';
import type { Tables } from '../database/tables.js';
import type { Covered } from './coverage.js';
import { coveringCall } from './read-calls.js';

/** A call that is archived already. */
export interface ArchivedId {
  readonly id: number;
  /** Whether the response to a later request places the call outside of the interval. */
  readonly hasMoved: boolean;
}

/** The archived ones of an interval’s calls by uuid, including those archived at a time outside of the interval. */
export async function archivedIds(
  transaction: Transaction<Tables>,
  account: number,
  { fetchedAt, ...interval }: Covered,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, ArchivedId>> {
  const wanted = jsonMembers(uuids.map((uuid) => [uuid]));
  // SQLite joins the tables of a cross join in this order. For a list of uuids, it would read every call of the account.
  const rows = await transaction
    .selectFrom(sql`json_each(${wanted})`.as('wanted'))
    .crossJoin('calls')
    .leftJoin('coverage', coveringCall)
    .select(['calls.id', 'calls.uuid', 'calls.started_at as startedAt', 'coverage.fetched_at as seenAt'])
    .where('calls.account', '=', account)
    .where('calls.uuid', '=', sql<string>`wanted.value ->> 0`)
    .execute();
  return new Map(
    rows.map(({ id, uuid, startedAt, seenAt }) => {
      return [uuid, { id, hasMoved: !contains(interval, startedAt) && (seenAt ?? -Infinity) > fetchedAt }];
    }),
  );
}
