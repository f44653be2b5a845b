import { type RawBuilder, sql } from 'kysely';
import type { ArchiveDatabase } from './database.js';

/*
 * Statements for many rows, with one parameter for each column: the list of its values. PostgreSQL reads a table from the
 * lists; SQLite runs the statement once for each row.
 */

type Engine = ArchiveDatabase['engine'];
/** The types of columns by their names. */
type Columns = Readonly<Record<string, 'text' | 'bigint'>>;
export type RowOf<Types extends Columns> = {
  readonly [Name in keyof Types]: Types[Name] extends 'text' ? string : number;
};

/** Inserts rows of an account, without the clauses that may follow. */
export function insertRows<Types extends Columns>(
  engine: Engine,
  table: 'calls' | 'call_keys',
  account: number,
  columns: Types,
  rows: readonly RowOf<Types>[],
): RawBuilder<unknown> {
  const names = sql.join(Object.keys(columns).map((name) => sql.id(name)));
  const source =
    engine === 'sqlite'
      ? sql`values (${account}, ${sql.join(Object.keys(columns).map((name) => valuesOf(name, rows)))})`
      : sql`select ${account}, given.* from ${unnested(columns, rows)}`;
  return sql`insert into ${sql.table(table)} (account, ${names}) ${source}`;
}

/** Updates these columns of rows by their ids. */
export function updateRows<Types extends Columns>(
  engine: Engine,
  table: 'calls' | 'notes',
  columns: Types,
  rows: readonly (RowOf<Types> & { readonly id: number })[],
): RawBuilder<unknown> {
  if (engine === 'postgres') {
    return sql`update ${sql.table(table)} set ${assigned(columns, 'given')}
      from ${unnested({ id: 'bigint', ...columns }, rows)} where ${sql.table(table)}.id = given.id`;
  }
  const values = Object.keys(columns).map((name) => sql`${sql.id(name)} = ${valuesOf(name, rows)}`);
  return sql`update ${sql.table(table)} set ${sql.join(values)} where id = ${valuesOf('id', rows)}`;
}

/** The right side of `=` in a condition that is true for each of these values. */
export function anyOf(engine: Engine, values: readonly string[]): RawBuilder<string> {
  return engine === 'sqlite' ? sql`${values}` : sql`any(${values})`;
}

/** Assigns each of these columns the value that a table of an update or insert has for it. */
export function assigned(columns: Columns, table: 'given' | 'excluded'): RawBuilder<unknown> {
  return sql.join(Object.keys(columns).map((name) => sql`${sql.id(name)} = ${sql.id(table, name)}`));
}

function unnested(columns: Columns, rows: readonly Readonly<Record<string, unknown>>[]): RawBuilder<unknown> {
  const lists = Object.entries(columns).map(
    ([name, type]) => sql`${valuesOf(name, rows)}::${sql.raw(type)}[]`,
  );
  const names = sql.join(Object.keys(columns).map((name) => sql.id(name)));
  return sql`unnest(${sql.join(lists)}) as given(${names})`;
}

function valuesOf(name: string, rows: readonly Readonly<Record<string, unknown>>[]): RawBuilder<unknown> {
  return sql`${rows.map((row) => row[name])}`;
}
