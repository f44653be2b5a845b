import type { Transaction } from 'kysely';
import type { RecordedCall } from '../../domain/archive/call-archive.js';
import type { Tables } from '../database/tables.js';
import type { Covered } from './coverage.js';
import { coveringCall } from './read-calls.js';

/** The uuids of those calls that an answer to a later request has outside the interval: they moved there. */
export async function movedUuids(
  transaction: Transaction<Tables>,
  account: number,
  { start, end, fetchedAt }: Covered,
  calls: readonly RecordedCall[],
): Promise<ReadonlySet<string>> {
  const uuids = calls.map(({ call }) => call.uuid);
  const rows = await transaction
    .selectFrom('calls')
    .innerJoin('coverage', coveringCall)
    .select('calls.uuid')
    .where('calls.account', '=', account)
    .where('calls.uuid', 'in', uuids)
    .where((is) => is.or([is('calls.started_at', '<', start), is('calls.started_at', '>', end)]))
    .where('coverage.fetched_at', '>', fetchedAt)
    .execute();
  return new Set(rows.map(({ uuid }) => uuid));
}
