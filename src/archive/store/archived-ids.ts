import { sql, type Transaction } from 'kysely';
import type { Interval } from '../../domain/interval.js';
import { jsonMembers } from '../database/json-members.js';
import type { Tables } from '../database/tables.js';
import { coveringCall } from './read-calls.js';

/** A call that is archived already, and when its time was fetched; null if that isn't covered. */
export interface ArchivedId {
  readonly id: number;
  readonly fetchedAt: number | null;
}

/** The archived ones of some calls by uuid, whenever they start. */
export async function archivedIds(
  transaction: Transaction<Tables>,
  account: number,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, ArchivedId>> {
  const wanted = jsonMembers(uuids.map((uuid) => [uuid]));
  // SQLite joins the tables of a cross join in this order. For a list of uuids, it would read every call of the account.
  const rows = await transaction
    .selectFrom(sql`json_each(${wanted})`.as('wanted'))
    .crossJoin('calls')
    .leftJoin('coverage', coveringCall)
    .select(['calls.id', 'calls.uuid', 'coverage.fetched_at as fetchedAt'])
    .where('calls.account', '=', account)
    .where('calls.uuid', '=', sql<string>`wanted.value ->> 0`)
    .execute();
  return new Map(rows.map(({ uuid, ...row }) => [uuid, row]));
}

/** The archived calls of an interval. */
export function idsWithin(transaction: Transaction<Tables>, account: number, { start, end }: Interval) {
  return transaction
    .selectFrom('calls')
    .select(['id', 'uuid', 'started_at as startedAt'])
    .where('account', '=', account)
    .where('started_at', '>=', start)
    .where('started_at', '<=', end)
    .execute();
}
