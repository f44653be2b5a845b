import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqliteRequest, SqliteResponse, SqliteValue } from './sqlite.worker.js';

/** TypeScript in `src`, JavaScript in `dist`: Jest doesn't transform the file of a thread. */
const WORKER = new URL(`./sqlite.worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);
/** The thread's objects are rows, which live until they are posted; by default, their garbage takes up to 48 MB. */
const YOUNG_GENERATION = { maxYoungGenerationSizeMb: 3 };
const OWNER_ONLY = 0o600;
/** What the group and everyone else may do. */
const OTHERS = 0o077;

/**
 * Kysely's SQLite dialect for a database in a worker thread. `path`: a file, or `:memory:`. `ended` is called when the
 * thread has ended.
 */
export function createSqliteDialect(path: string, ended: () => void): Dialect {
  return {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => new SqliteDriver(path, ended),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Kysely runs each migration of SQLite on its own, although SQLite can undo changes to tables. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

interface Waiter {
  readonly resolve: (rows: readonly unknown[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A driver, and its only connection, to an SQLite database in a worker thread, so that no statement blocks the event
 * loop. Kysely queues queries while the connection is in use.
 */
class SqliteDriver implements Driver, DatabaseConnection {
  readonly #worker: Worker;
  /** In the order of their requests, which is that of the responses. */
  readonly #waiters: Waiter[] = [];
  #failure: Error | null = null;

  /**
   * Creates the file unless it exists or the path is `:memory:`, and makes it readable by its owner only. `ended` is
   * called when the thread has ended: every later query fails.
   */
  constructor(path: string, ended: () => void) {
    if (path !== ':memory:') ownFile(path);
    const execArgv = ['--disable-warning=ExperimentalWarning'];
    this.#worker = new Worker(WORKER, { workerData: path, execArgv, resourceLimits: YOUNG_GENERATION });
    this.#worker.on('message', (response: SqliteResponse) => {
      this.#settle(response);
    });
    this.#worker.on('error', (error) => {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    });
    this.#worker.on('exit', () => {
      this.#fail(new Error('the database is closed'));
      ended();
    });
    this.#worker.unref();
  }

  async init(): Promise<void> {
    await Promise.resolve();
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this);
  }

  async releaseConnection(): Promise<void> {
    await Promise.resolve();
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#failure !== null) throw this.#failure;
    const values = parameters.map((value) =>
      Array.isArray(value) ? value.map(sqliteValue) : sqliteValue(value),
    );
    const request: SqliteRequest = { sql, parameters: values };
    const rows = await new Promise<readonly unknown[]>((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(request);
    });
    return { rows: rows as Row[] };
  }

  /** Always fails: no result of the archive is streamed. */
  streamQuery(): never {
    throw new Error('SQLite results are not streamed');
  }

  /** Waits for other processes' writers at the beginning, not in the middle of the transaction. */
  async beginTransaction(): Promise<void> {
    await this.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(): Promise<void> {
    await this.executeQuery(CompiledQuery.raw('commit'));
  }

  /**
   * Never rejects: SQLite may have rolled back already, for example if the disk is full, and the first error is the one
   * to report.
   */
  async rollbackTransaction(): Promise<void> {
    await this.executeQuery(CompiledQuery.raw('rollback')).catch(() => undefined);
  }

  async destroy(): Promise<void> {
    const exit = once(this.#worker, 'exit');
    await this.#worker.terminate();
    if (this.#failure === null) await exit;
  }

  #settle({ rows, error }: SqliteResponse): void {
    const waiter = this.#waiters.shift();
    if (this.#waiters.length === 0) this.#worker.unref();
    if (error === null) waiter?.resolve(rows);
    else waiter?.reject(new Error(error));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiters.splice(0)) reject(this.#failure);
  }
}

/** A restored backup may be readable by others. SQLite gives the other two files the mode of the first. */
function ownFile(path: string): void {
  closeSync(openSync(path, 'a', OWNER_ONLY));
  for (const name of [path, `${path}-wal`, `${path}-shm`]) {
    try {
      const { mode } = statSync(name);
      if ((mode & OTHERS) !== 0) chmodSync(name, mode & ~OTHERS);
    } catch {
      // There is no such file, or it is another user's.
    }
  }
}

function sqliteValue(value: unknown): SqliteValue {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (value === null || value === undefined) return null;
  throw new TypeError('A parameter must be text, a number, true, false or null');
}
