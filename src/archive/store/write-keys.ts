import type { Transaction } from 'kysely';
import type { ArchiveDatabase } from '../database/database.js';
import { insertRows } from '../database/row-lists.js';
import type { Tables } from '../database/tables.js';
import type { CallRow } from './call-row.js';

const COLUMNS = { call: 'bigint', key: 'text', started_at: 'bigint' } as const;

/** The keys of a call; `id` is that of its row. */
interface CallKeys extends Pick<CallRow, 'started_at' | 'keys'> {
  readonly id: number;
}

/** Deletes the keys by which calls are found; `id` is that of the call's row. */
export async function deleteKeys(
  transaction: Transaction<Tables>,
  calls: readonly { readonly id: number }[],
): Promise<void> {
  const ids = calls.map(({ id }) => id);
  if (ids.length > 0) await transaction.deleteFrom('call_keys').where('call', 'in', ids).execute();
}

/** Writes the keys of calls that have none. */
export async function writeKeys(
  transaction: Transaction<Tables>,
  engine: ArchiveDatabase['engine'],
  account: number,
  calls: readonly CallKeys[],
): Promise<void> {
  const rows = calls.flatMap(({ id, keys, started_at }) =>
    keys.map((key) => ({ call: id, key, started_at })),
  );
  await insertRows(engine, 'call_keys', account, COLUMNS, rows).execute(transaction);
}
