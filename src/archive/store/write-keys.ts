import type { Transaction } from 'kysely';
import type { Call } from '../../domain/call.js';
import { keysOf } from './call-row.js';
import type { Tables } from '../database/tables.js';

/** Rows of one statement. */
const ROWS = 1000;

/** Replaces the keys by which calls are found; `id` is that of the call's row. */
export async function writeKeys(
  transaction: Transaction<Tables>,
  account: number,
  calls: readonly { readonly id: number; readonly call: Call }[],
): Promise<void> {
  if (calls.length === 0) return;
  const ids = calls.map(({ id }) => id);
  await transaction.deleteFrom('call_keys').where('call', 'in', ids).execute();
  const rows = calls.flatMap(({ id, call }) =>
    keysOf(call).map((key) => ({ call: id, account, key, started_at: call.startedAt })),
  );
  for (let at = 0; at < rows.length; at += ROWS) {
    await transaction
      .insertInto('call_keys')
      .values(rows.slice(at, at + ROWS))
      .execute();
  }
}
