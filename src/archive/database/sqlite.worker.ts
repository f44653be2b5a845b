import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** One statement and its parameters. */
export interface SqliteRequest {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly (string | number | null)[];
}

/** The rows of one statement; `error` is SQLite's message, null if the statement succeeded. */
export interface SqliteResponse {
  readonly id: number;
  readonly rows: readonly unknown[];
  readonly error: string | null;
}

/** Prepared statements to keep; those with lists of values differ by the list's length. */
const STATEMENTS = 100;

/** The path of the database. */
const path: unknown = workerData;
const database = new DatabaseSync(String(path));
database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000');
const statements = new Map<string, StatementSync>();

parentPort?.on('message', (request: SqliteRequest) => {
  parentPort?.postMessage(respond(request));
});

function respond({ id, sql, parameters }: SqliteRequest): SqliteResponse {
  try {
    return { id, rows: prepared(sql).all(...parameters), error: null };
  } catch (error) {
    return { id, rows: [], error: error instanceof Error ? error.message : String(error) };
  }
}

function prepared(sql: string): StatementSync {
  const known = statements.get(sql) ?? database.prepare(sql);
  // The one used longest ago is first.
  statements.delete(sql);
  statements.set(sql, known);
  for (const oldest of statements.keys()) {
    if (statements.size <= STATEMENTS) break;
    statements.delete(oldest);
  }
  return known;
}
