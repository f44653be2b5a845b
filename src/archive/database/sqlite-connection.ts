import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { SqliteRequest, SqliteResponse, SqliteValue } from './sqlite.worker.js';

interface Waiter {
  readonly resolve: (rows: readonly unknown[]) => void;
  readonly reject: (error: Error) => void;
}

/** TypeScript in `src`, JavaScript in `dist`: Jest doesn't transform the file of a thread. */
const WORKER = new URL(`./sqlite.worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);
const OWNER_ONLY = 0o600;
/** What the group and everyone else may do. */
const OTHERS = 0o077;

/** A connection to an SQLite database in a worker thread, so that no statement blocks the event loop. */
export class SqliteConnection implements DatabaseConnection {
  readonly #worker: Worker;
  readonly #waiters = new Map<number, Waiter>();
  #requests = 0;
  #failure: Error | null = null;

  /**
   * Creates the file unless it exists or the path is `:memory:`, and makes it readable by its owner only. `ended` is
   * called when the thread has ended: every later query fails.
   */
  constructor(path: string, ended: () => void) {
    if (path !== ':memory:') ownFile(path);
    const execArgv = ['--disable-warning=ExperimentalWarning'];
    this.#worker = new Worker(WORKER, { workerData: path, execArgv });
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

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const rows = await this.#run(query);
    return { rows: rows as Row[] };
  }

  /** Always fails: no result of the archive is streamed. */
  streamQuery(): never {
    throw new Error('SQLite results are not streamed');
  }

  async close(): Promise<void> {
    const exit = once(this.#worker, 'exit');
    await this.#worker.terminate();
    if (this.#failure === null) await exit;
  }

  #run({ sql, parameters }: CompiledQuery): Promise<readonly unknown[]> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const id = (this.#requests += 1);
    const values = parameters.map((value) =>
      Array.isArray(value) ? value.map(sqliteValue) : sqliteValue(value),
    );
    const request: SqliteRequest = { id, sql, parameters: values };
    return new Promise((resolve, reject) => {
      this.#waiters.set(id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(request);
    });
  }

  #settle({ id, rows, error }: SqliteResponse): void {
    const waiter = this.#waiters.get(id);
    this.#waiters.delete(id);
    if (this.#waiters.size === 0) this.#worker.unref();
    if (error === null) waiter?.resolve(rows);
    else waiter?.reject(new Error(error));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiters.values()) reject(this.#failure);
    this.#waiters.clear();
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
