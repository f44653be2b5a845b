import { sql, type Transaction } from 'kysely';
import type { ArchiveDatabase } from '../database/database.js';
import { jsonRows } from '../database/json-rows.js';
import type { Tables } from '../database/tables.js';

const COLUMNS = { call: 'bigint', key: 'text', started_at: 'bigint' } as const;

/** The keys of a call; `id` is that of its row. */
interface CallKeys {
  readonly id: number;
  readonly keys: readonly string[];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
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
  const rows = calls.flatMap(({ id, keys, startedAt }) =>
    keys.map((key) => ({ call: id, key, started_at: startedAt })),
  );
  await sql`
    insert into call_keys (account, call, key, started_at)
    select ${account}, call, key, started_at from ${jsonRows(engine, JSON.stringify(rows), COLUMNS)}
  `.execute(transaction);
}
