import { Kysely, PostgresDialect } from 'kysely';
import type { ArchiveEngine } from '../../config/settings.js';
import { migrate } from './migrations.js';
import { Semaphore } from './semaphore.js';
import { createSqliteDialect } from './sqlite-dialect.js';
import type { Tables } from './tables.js';

/** PostgreSQL's type id of 64-bit integers: instants and ids, which a number represents exactly. */
const INT8 = 20;
const CONNECTIONS = 8;
/** The number of transactions that may write at the same time. The other connections are left to readers. */
const WRITERS = 4;
/** Milliseconds. A database that doesn't answer must not delay what the provider can answer. */
const CONNECT_TIMEOUT = 2000;
const STATEMENT_TIMEOUT = 30_000;
/** Milliseconds after which the transaction of a stalled process is ended, so that other writers can continue. */
const IDLE_TRANSACTION_TIMEOUT = 10_000;

export interface ArchiveDatabase {
  readonly engine: ArchiveEngine['kind'];
  readonly tables: Kysely<Tables>;
  /** Acquired by each writing transaction before its connection, because waiting for a connection times out. */
  readonly writers: Semaphore;
  close(): Promise<void>;
}

/** Opens the database and brings its tables up to date. Rejects if it can't be reached or read. */
export async function openDatabase(engine: ArchiveEngine): Promise<ArchiveDatabase> {
  const dialect =
    engine.kind === 'sqlite' ? createSqliteDialect(engine.path) : await createPostgresDialect(engine.url);
  const tables = new Kysely<Tables>({ dialect });
  try {
    await migrate(tables, engine.kind);
  } catch (error) {
    await tables.destroy();
    throw error;
  }
  return { engine: engine.kind, tables, writers: new Semaphore(WRITERS), close: () => tables.destroy() };
}

async function createPostgresDialect(url: URL): Promise<PostgresDialect> {
  // Loaded only if it is used, because that takes time at startup.
  const { default: pg } = await import('pg');
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  const pool = new pg.Pool({
    connectionString: url.href,
    types,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    statement_timeout: STATEMENT_TIMEOUT,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT,
    application_name: 'switchboard',
  });
  // A broken connection fails the query that uses it, and the next query replaces it. Without a listener the process
  // would exit.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new PostgresDialect({ pool });
}
