import { Kysely, PostgresDialect } from 'kysely';
import type { ArchiveEngine } from '../../config/settings.js';
import { migrate } from './migrations.js';
import { createSqliteDialect } from './sqlite-dialect.js';
import type { Tables } from './tables.js';

/** PostgreSQL's type of 64-bit integers: instants and ids, which a number holds exactly. */
const INT8 = 20;
const CONNECTIONS = 8;
/** Milliseconds: a database that doesn't answer must not hold up what the provider can answer. */
const CONNECT_TIMEOUT = 2000;
const STATEMENT_TIMEOUT = 30_000;

export interface ArchiveDatabase {
  readonly engine: ArchiveEngine['kind'];
  readonly tables: Kysely<Tables>;
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
  return { engine: engine.kind, tables, close: () => tables.destroy() };
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
    application_name: 'switchboard',
  });
  // An idle connection that breaks is replaced by the next query.
  pool.on('error', () => undefined);
  return new PostgresDialect({ pool });
}
