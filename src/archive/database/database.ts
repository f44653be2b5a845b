import { Kysely, PostgresDialect } from 'kysely';
import type { ArchiveEngine } from '../../config/settings.js';
import { migrate } from './migrations.js';
import { Semaphore } from './semaphore.js';
import { createSqliteDialect } from './sqlite-dialect.js';
import type { Tables } from './tables.js';

/** PostgreSQL's type of 64-bit integers: instants and ids, which a number holds exactly. */
const INT8 = 20;
const CONNECTIONS = 8;
/** The number of transactions that may write at the same time. The other connections are left to readers. */
const WRITERS = 4;
/** Milliseconds: a database that doesn't answer must not hold up what the provider can answer. */
const CONNECT_TIMEOUT = 2000;
const STATEMENT_TIMEOUT = 30_000;
/** Milliseconds after which a transaction whose process has stopped ends, so that other writers can go on. */
const IDLE_TRANSACTION_TIMEOUT = 10_000;

export interface ArchiveDatabase {
  readonly engine: ArchiveEngine['kind'];
  readonly tables: Kysely<Tables>;
  /** Held by each writing transaction, as waiting for a connection has a time limit. */
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
  // Loaded only if it is used: it would make every start longer.
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
  // A connection that breaks is replaced by the next query, and what used it fails. Without a listener the process would end.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new PostgresDialect({ pool });
}
