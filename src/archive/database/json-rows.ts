import { type AliasedRawBuilder, sql } from 'kysely';
import type { ArchiveDatabase } from './database.js';

/** The types of columns by their names. Each is also a type of JSON values, so that nothing is converted. */
export type Columns = Readonly<Record<string, 'text' | 'bigint'>>;

/**
 * A table `given` from one parameter instead of thousands: a JSON array of objects, in which these columns are the names
 * of the values.
 */
export function jsonRows<Row>(
  engine: ArchiveDatabase['engine'],
  json: string,
  columns: Columns,
): AliasedRawBuilder<Row, 'given'> {
  const names = Object.keys(columns);
  if (engine === 'sqlite') {
    const values = names.map((name) => sql`value ->> ${sql.lit(name)} as ${sql.id(name)}`);
    return sql<Row>`(select ${sql.join(values)} from json_each(${json}))`.as('given');
  }
  // Parses each object once, unlike an operator for each column.
  const types = names.map((name) => sql`${sql.id(name)} ${sql.raw(columns[name] ?? '')}`);
  return sql<Row>`json_to_recordset(${json})`.as<'given'>(sql`given(${sql.join(types)})`);
}

/** Assigns each of these columns the value that a table of an update or insert has for it. */
export function assigned(columns: Columns, table: 'given' | 'excluded') {
  return sql.join(Object.keys(columns).map((name) => sql`${sql.id(name)} = ${sql.id(table, name)}`));
}
