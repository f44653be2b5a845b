import type { SelectQueryBuilder, Transaction } from 'kysely';
import type { Tables } from '../database/tables.js';
import { deleteNotes } from '../notes/write-notes.js';

/** Deletes calls with their notes and keys. `ids`: values, or a subquery. */
export async function deleteCalls(
  transaction: Transaction<Tables>,
  ids: readonly number[] | SelectQueryBuilder<Tables, 'calls', { id: number }>,
): Promise<void> {
  await deleteNotes(transaction, ids);
  await transaction.deleteFrom('call_keys').where('call', 'in', ids).execute();
  await transaction.deleteFrom('calls').where('id', 'in', ids).execute();
}
