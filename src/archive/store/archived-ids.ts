import type { Transaction } from 'kysely';
import { contains } from '../../domain/interval.js';
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
  const rows = await transaction
    .selectFrom('calls')
    .leftJoin('coverage', coveringCall)
    .select(['calls.id', 'calls.uuid', 'calls.started_at as startedAt', 'coverage.fetched_at as seenAt'])
    .where('calls.account', '=', account)
    .where('calls.uuid', 'in', uuids)
    .execute();
  return new Map(
    rows.map(({ id, uuid, startedAt, seenAt }) => {
      return [uuid, { id, hasMoved: !contains(interval, startedAt) && (seenAt ?? -Infinity) > fetchedAt }];
    }),
  );
}
