import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';

export type SqliteValue = string | number | null;

export interface SqliteRequest {
  readonly sql: string;
  /** If some are lists, which have the same length, the statement runs once for each of their values. */
  readonly parameters: readonly (SqliteValue | readonly SqliteValue[])[];
}

/** The rows of one request, in the order of the requests; `error` is SQLite's message, null if the statement succeeded. */
export interface SqliteResponse {
  readonly rows: readonly unknown[];
  readonly error: string | null;
}

/** Prepared statements to cache; those with lists of values differ by the list's length. */
const STATEMENTS = 100;

const path: unknown = workerData;
/** Milliseconds to wait for other processes on opening: a process that closes the database locks all of it. */
const LOCK_TIMEOUT = 5000;
/** Milliseconds between two attempts. */
const PAUSE = 20;
const database = new DatabaseSync(String(path), { timeout: LOCK_TIMEOUT });
writeAhead();
database.exec('pragma synchronous = normal');
// 8 MiB of cached pages, and 16 MiB of writes between two checkpoints: writes of keys are spread over their index.
database.exec('pragma cache_size = -8192; pragma wal_autocheckpoint = 4096');
const statements = new LRUCache<string, StatementSync>({
  max: STATEMENTS,
  memoMethod: (sql) => database.prepare(sql),
});

parentPort?.on('message', (request: SqliteRequest) => {
  parentPort?.postMessage(respond(request));
});

/** Waits for a process that writes a new file for the first time: SQLite doesn't before this statement. */
function writeAhead(): void {
  const end = performance.now() + LOCK_TIMEOUT;
  for (;;) {
    try {
      database.exec('pragma journal_mode = wal');
      return;
    } catch (error) {
      const isLocked = error instanceof Error && error.message === 'database is locked';
      if (!isLocked || performance.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}

function respond({ sql, parameters }: SqliteRequest): SqliteResponse {
  try {
    return { rows: run(statements.memo(sql), parameters), error: null };
  } catch (error) {
    return { rows: [], error: error instanceof Error ? error.message : String(error) };
  }
}

function run(statement: StatementSync, parameters: SqliteRequest['parameters']): readonly unknown[] {
  const valuesOf = (index: number) =>
    parameters.map((value) => (isList(value) ? (value[index] ?? null) : value));
  const list = parameters.find(isList);
  return list === undefined
    ? statement.all(...valuesOf(0))
    : list.flatMap((_, index) => statement.all(...valuesOf(index)));
}

function isList(value: SqliteValue | readonly SqliteValue[]): value is readonly SqliteValue[] {
  return typeof value === 'object' && value !== null;
}
