import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  SqliteIntrospector,
} from 'kysely';
import { SqliteConnection } from './sqlite-connection.js';
import { RowByRowCompiler } from './sqlite-compiler.js';

/** Kysely's SQLite over a database in a worker thread; `path` of a file, or `:memory:`. */
export function createSqliteDialect(path: string): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(path),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new RowByRowCompiler(),
  };
}

/** One connection, of which Kysely gives no second one away while it is in use. */
class SqliteDriver implements Driver {
  #connection: SqliteConnection | null = null;

  constructor(private readonly path: string) {}

  async init(): Promise<void> {
    this.#connection = new SqliteConnection(this.path);
    await Promise.resolve();
  }

  acquireConnection(): Promise<DatabaseConnection> {
    const connection = this.#connection;
    return connection === null
      ? Promise.reject(new Error('the database is closed'))
      : Promise.resolve(connection);
  }

  /** Writers of other processes are waited for here, not in the middle of a transaction. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await this.#connection?.close();
    this.#connection = null;
  }
}
