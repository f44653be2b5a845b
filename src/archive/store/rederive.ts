import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { CallDecoder } from '../../domain/archive/call-archive.js';
import { parseJson } from '../../json/parse-json.js';
import { DERIVED_COLUMNS, derivedColumns, keysOf } from './call-row.js';
import { updateRows } from '../database/row-lists.js';
import { writeInTurn } from '../database/attempt.js';
import type { ArchiveDatabase } from '../database/database.js';
import type { ReadableTables, Tables } from '../database/tables.js';
import { deleteKeys, writeKeys } from './write-keys.js';

/** Rows per transaction. */
const ROWS = 200;

type DerivedTable = 'calls' | 'notes';

interface DerivedRow {
  readonly id: number;
  readonly record: string;
}

/**
 * Derives again the columns and keys of calls that another version of the decoder derived. Resolves when none are
 * left; if it is interrupted, the next call continues.
 */
export function rederive(
  database: ArchiveDatabase,
  account: number,
  { version, decodeCall }: CallDecoder,
): Promise<void> {
  const { engine } = database;
  return rederiveTable(database, account, 'calls', version, async (transaction, rows) => {
    const calls = rows.flatMap(({ id, record }) => {
      const call = decodeCall(parseJson(record));
      return call === null ? [] : [{ id, ...derivedColumns(call), keys: keysOf(call) }];
    });
    await updateRows(engine, 'calls', DERIVED_COLUMNS, calls).execute(transaction);
    await deleteKeys(transaction, calls);
    await writeKeys(transaction, engine, account, calls);
  });
}

/** Calls `derive` with the rows of a table that another version derived, some in each transaction, until none are left. */
export async function rederiveTable(
  database: ArchiveDatabase,
  account: number,
  table: DerivedTable,
  version: string,
  derive: (transaction: Transaction<Tables>, rows: readonly DerivedRow[]) => Promise<void>,
): Promise<void> {
  for (let isDone = false; !isDone;) {
    // In the account's turn, so no record becomes newer than what is derived from it.
    isDone = await writeInTurn(database, account, undefined, async (transaction) => {
      // Two ranges, which can use the index by version.
      const { rows } = await sql<DerivedRow>`
        select id, record from ${sql.table(table)}
        where account = ${account} and (version < ${version} or version > ${version})
        limit ${sql.lit(ROWS)}`.execute(transaction);
      if (rows.length === 0) return true;
      await sql`
        update ${sql.table(table)} set version = ${version}
        where id in (${sql.join(rows.map(({ id }) => id))})`.execute(transaction);
      await derive(transaction, rows);
      return rows.length < ROWS;
    });
  }
}

/** Whether this version derived the columns and keys of every call, or the columns and words of every note. */
export async function isDerivedBy(
  tables: ReadableTables,
  account: number,
  version: string,
  table: DerivedTable = 'calls',
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
  table: DerivedTable = 'calls',
): RawBuilder<number | null> {
  const rows = sql`${sql.table(table)} where account = ${account}`;
  return sql`(select 1
    where (select min(version) from ${rows}) <> ${version} or (select max(version) from ${rows}) <> ${version})`;
}
