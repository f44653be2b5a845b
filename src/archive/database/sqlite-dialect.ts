import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { SqliteConnection } from './sqlite-connection.js';

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

/** Has a single connection; Kysely queues queries while it is in use. */
class SqliteDriver implements Driver {
  #connection: SqliteConnection | null = null;

  constructor(
    private readonly path: string,
    private readonly ended: () => void,
  ) {}

  async init(): Promise<void> {
    this.#connection = new SqliteConnection(this.path, this.ended);
    await Promise.resolve();
  }

  acquireConnection(): Promise<DatabaseConnection> {
    const connection = this.#connection;
    return connection === null
      ? Promise.reject(new Error('the database is closed'))
      : Promise.resolve(connection);
  }

  /** Waits for other processes' writers at the beginning, not in the middle of the transaction. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  /**
   * Never rejects: SQLite may have rolled back already, for example if the disk is full, and the first error is the one
   * to report.
   */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback')).catch(() => undefined);
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await this.#connection?.close();
    this.#connection = null;
  }
}
