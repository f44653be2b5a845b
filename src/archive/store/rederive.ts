import { type Kysely, type Transaction } from 'kysely';
import type { CallDecoder } from '../../domain/archive/call-archive.js';
import { parseJson } from '../../json/parse-json.js';
import { derivedColumns } from './call-row.js';
import type { Tables } from '../database/tables.js';
import { writeKeys } from './write-keys.js';

/** Rows of one transaction. */
const ROWS = 200;

/**
 * Derives the columns and keys of calls anew that another version of the decoder has read. Resolves when none is
 * left; interrupted, it goes on where it was.
 */
export async function rederive(tables: Kysely<Tables>, account: number, decoder: CallDecoder): Promise<void> {
  for (let isDone = false; !isDone;) {
    isDone = await tables.transaction().execute((transaction) => rederiveSome(transaction, account, decoder));
  }
}

/** Whether nothing was left. */
async function rederiveSome(
  transaction: Transaction<Tables>,
  account: number,
  { version, decodeCall }: CallDecoder,
): Promise<boolean> {
  const rows = await transaction
    .selectFrom('calls')
    .select(['id', 'record'])
    .where('account', '=', account)
    .where((is) => is.or([is('version', '<', version), is('version', '>', version)]))
    .limit(ROWS)
    .execute();
  const read = rows.map(({ id, record }) => ({ id, call: decodeCall(parseJson(record)) }));
  for (const { id, call } of read) {
    const columns = call === null ? {} : derivedColumns(call);
    await transaction
      .updateTable('calls')
      .set({ ...columns, version })
      .where('id', '=', id)
      .execute();
  }
  await writeKeys(
    transaction,
    account,
    read.flatMap(({ id, call }) => (call === null ? [] : [{ id, call }])),
  );
  return rows.length < ROWS;
}
