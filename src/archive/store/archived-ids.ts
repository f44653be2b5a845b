import type { Transaction } from 'kysely';
import type { Interval } from '../../domain/interval.js';
import type { ArchiveDatabase } from '../database/database.js';
import { anyOf } from '../database/row-lists.js';
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
  engine: ArchiveDatabase['engine'],
  account: number,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, ArchivedId>> {
  const rows = await transaction
    .selectFrom('calls')
    .leftJoin('coverage', coveringCall)
    .select(['calls.id', 'calls.uuid', 'coverage.fetched_at as fetchedAt'])
    .where('calls.account', '=', account)
    .where('calls.uuid', '=', anyOf(engine, uuids))
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
