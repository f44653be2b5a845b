import { sql, type Transaction } from 'kysely';
import { jsonMembers } from '../database/json-members.js';
import type { Tables } from '../database/tables.js';

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
  account: number,
  calls: readonly CallKeys[],
): Promise<void> {
  const rows = calls.flatMap(({ id, keys, startedAt }) => keys.map((key) => [id, key, startedAt]));
  const members = jsonMembers(rows);
  await sql`
    insert into call_keys (call, account, key, started_at)
    select cast(value ->> 0 as bigint), ${account}, value ->> 1, cast(value ->> 2 as bigint)
    from json_each(${members})
  `.execute(transaction);
}
