import {
  type CompiledQuery,
  InsertQueryNode,
  PrimitiveValueListNode,
  SqliteQueryCompiler,
  ValuesNode,
} from 'kysely';

type Rows = readonly PrimitiveValueListNode[];

/**
 * Compiles an insert of several rows as an insert of one row, to be run for each of them: SQLite takes half the time,
 * and the statement is the same for any number of rows. The parameters are those of all rows.
 */
export class RowByRowCompiler extends SqliteQueryCompiler {
  protected override visitValues(node: ValuesNode): void {
    const [first, ...others] = plainRows(node);
    if (first === undefined) {
      super.visitValues(node);
      return;
    }
    this.append('values ');
    this.visitNode(first);
    for (const value of others.flatMap(({ values }) => values)) this.addParameter(value);
  }
}

/** The parameters of each run of a statement. */
export function parametersOfRuns({ query, parameters }: CompiledQuery): readonly (readonly unknown[])[] {
  const rows =
    InsertQueryNode.is(query) && query.values && ValuesNode.is(query.values) ? plainRows(query.values) : [];
  const width = rows[0]?.values.length ?? 0;
  if (rows.length < 2) return [parameters];
  const rest = parameters.slice(width * rows.length);
  return rows.map((_, row) => [...parameters.slice(row * width, (row + 1) * width), ...rest]);
}

/** The rows if all of them are plain values; empty otherwise. */
function plainRows({ values }: ValuesNode): Rows {
  const rows = values.filter((row) => PrimitiveValueListNode.is(row));
  return rows.length === values.length ? rows : [];
}
