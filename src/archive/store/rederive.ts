import { type ExpressionBuilder, type RawBuilder, sql, type Transaction } from 'kysely';
import type { CallDecoder } from '../../domain/archive/call-archive.js';
import { parseJson } from '../../json/parse-json.js';
import { derivedColumns, keysOf } from './call-row.js';
import { jsonMembers } from '../database/json-members.js';
import { writeInTurn } from '../database/attempt.js';
import type { ArchiveDatabase } from '../database/database.js';
import type { ReadableTables, Tables } from '../database/tables.js';
import { deleteKeys, writeKeys } from './write-keys.js';

/** Rows per transaction. */
const ROWS = 200;

/**
 * Derives again the columns and keys of calls that another version of the decoder derived. Resolves when none are
 * left; if it is interrupted, the next call continues.
 */
export async function rederive(
  database: ArchiveDatabase,
  account: number,
  decoder: CallDecoder,
): Promise<void> {
  for (let isDone = false; !isDone;) {
    isDone = await writeInTurn(database, account, undefined, (each) => rederiveSome(each, account, decoder));
  }
}

/** Whether this version derived the columns and keys of every call, or the columns and words of every note. */
export async function isDerivedBy(
  tables: ReadableTables,
  account: number,
  version: string,
  table: 'calls' | 'notes' = 'calls',
): Promise<boolean> {
  const { other } = await tables
    .selectNoFrom(hasOther(account, version, table).as('other'))
    .executeTakeFirstOrThrow();
  return other === null;
}

/**
 * 1 if another version derived the columns, keys or words of a call or note, else null. Reads two entries of the index
 * by version.
 */
export function hasOther(
  account: number,
  version: string,
  table: 'calls' | 'notes' = 'calls',
): RawBuilder<number | null> {
  const rows = sql`${sql.table(table)} where account = ${account}`;
  return sql`(select 1
    where (select min(version) from ${rows}) <> ${version} or (select max(version) from ${rows}) <> ${version})`;
}

/** Whether none are left. The caller holds the account's lock, so no record becomes newer than its columns. */
async function rederiveSome(
  transaction: Transaction<Tables>,
  account: number,
  { version, decodeCall }: CallDecoder,
): Promise<boolean> {
  const rows = await transaction
    .selectFrom('calls')
    .select(['id', 'record'])
    .where('account', '=', account)
    .where(isOfAnother(version))
    .limit(ROWS)
    .execute();
  if (rows.length === 0) return true;
  const readable = rows.flatMap(({ id, record }) => {
    const call = decodeCall(parseJson(record));
    if (call === null) return [];
    return [{ id, columns: derivedColumns(call), keys: keysOf(call), startedAt: call.startedAt }];
  });
  const ids = rows.map(({ id }) => id);
  await transaction.updateTable('calls').set({ version }).where('id', 'in', ids).execute();
  const members = jsonMembers(readable.map(({ id, columns }) => ({ id, ...columns })));
  await sql`
    update calls set uuid = value ->> 'uuid', started_at = cast(value ->> 'started_at' as bigint),
      direction = value ->> 'direction', status = value ->> 'status', service = value ->> 'service',
      duration = cast(value ->> 'duration' as bigint), has_notes = cast(value ->> 'has_notes' as integer),
      note_count = cast(value ->> 'note_count' as bigint)
    from json_each(${members}) where calls.id = cast(value ->> 'id' as bigint)`.execute(transaction);
  await deleteKeys(transaction, readable);
  await writeKeys(transaction, account, readable);
  return rows.length < ROWS;
}

/** Two ranges, which can use the index by version. */
function isOfAnother(version: string) {
  return (is: ExpressionBuilder<Tables, 'calls'>) =>
    is.or([is('version', '<', version), is('version', '>', version)]);
}
