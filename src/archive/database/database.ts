import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Dialect, Kysely, PostgresDialect, sql } from 'kysely';
import pLimit, { type LimitFunction } from 'p-limit';
import type { PoolConfig } from 'pg';
import type { ArchiveEngine } from '../../config/settings.js';
import { migrate } from './migrations.js';
import { readsWhileAlive, type Work } from './reads-while-alive.js';
import { createSqliteDialect } from './sqlite-dialect.js';
import type { Tables } from './tables.js';

/** PostgreSQL's type id of 64-bit integers: instants and ids, which a number represents exactly. */
const INT8 = 20;
/** Its code of an error. */
const TOO_MANY_CONNECTIONS = '53300';
const CONNECTIONS = 8;
/** The number of transactions that may write at the same time. The other connections are left to readers. */
const WRITERS = 4;
/** Milliseconds. A database that doesn't respond must not delay what the provider can return. */
const CONNECT_TIMEOUT = 2000;
/** Milliseconds. No response waits for the migrations, and a busy server may take long to accept a connection. */
const MIGRATION_CONNECT_TIMEOUT = 10_000;
const STATEMENT_TIMEOUT = 30_000;
/** Milliseconds after which a silent connection is closed: a working server ends every statement before that. */
const SILENCE = 35_000;
/** Seconds after which a connection is replaced: after a failover, its server may be read-only. */
const CONNECTION_LIFETIME = 60;
/** Milliseconds after which the transaction of a stalled process is ended, so that other writers can continue. */
const IDLE_TRANSACTION_TIMEOUT = 10_000;
/** Milliseconds to wait for another process that writes, and between two attempts. */
const LOCK_TIMEOUT = 5000;
const PAUSE = 25;

export interface ArchiveDatabase {
  readonly engine: ArchiveEngine['kind'];
  readonly tables: Kysely<Tables>;
  /** Runs each writing transaction, which waits before it has a connection: waiting for a connection times out. */
  readonly writers: LimitFunction;
  /** Runs reads outside of transactions; rejects soon if the server doesn't respond. */
  readonly read: Work;
  /** Runs everything else, and waits for other processes that write to the same file. */
  readonly write: Work;
  /** Aborts when it must be opened again: the thread of SQLite has ended, or it was replaced. */
  readonly lost: AbortSignal;
  /** Reports that the database was replaced by another one, for instance by a backup, and returns the error. */
  readonly replaced: () => Error;
  close(): Promise<void>;
}

/** Opens the database once `prepare` has resolved for its tables. Rejects if it can't be reached or read. */
export async function openDatabase(engine: ArchiveEngine, prepare = migrate): Promise<ArchiveDatabase> {
  const writers = pLimit(WRITERS);
  const losing = new AbortController();
  const lost = losing.signal;
  const replaced = () => {
    losing.abort();
    return new Error('the database was replaced');
  };
  if (engine.kind === 'sqlite') {
    const dialect = createSqliteDialect(engine.path, () => losing.abort());
    const tables = await prepared(dialect, 'sqlite', prepare);
    // Only migrations wait for other processes in the database's thread.
    await sql`pragma busy_timeout = 0`.execute(tables);
    const [read, write] = [whenUnlocked, whenUnlocked];
    const close = () => tables.destroy();
    return { engine: 'sqlite', tables, writers, read, write, lost, replaced, close };
  }
  // Without a statement timeout: migrations may read all calls, which can take longer.
  const unlimited = { connectionTimeoutMillis: MIGRATION_CONNECT_TIMEOUT, ...IDLE_LIMIT };
  const migrating = await prepared(await createPostgresDialect(engine.url, unlimited), 'postgres', prepare);
  await migrating.destroy();
  const tables = new Kysely<Tables>({
    dialect: await createPostgresDialect(engine.url, poolConfig(SILENCE)),
  });
  // On a separate connection: slow queries may use all the others.
  const one = { ...poolConfig(CONNECT_TIMEOUT), max: 1, idleTimeoutMillis: CONNECT_TIMEOUT / 2 };
  const pings = new Kysely<Tables>({ dialect: await createPostgresDialect(engine.url, one) });
  const read = readsWhileAlive(() => ping(pings));
  const write: Work = (work) => work();
  const close = async () => {
    await Promise.all([tables.destroy(), pings.destroy()]);
  };
  return { engine: 'postgres', tables, writers, read, write, lost, replaced, close };
}

async function prepared(
  dialect: Dialect,
  engine: ArchiveEngine['kind'],
  prepare: typeof migrate,
): Promise<Kysely<Tables>> {
  const tables = new Kysely<Tables>({ dialect });
  try {
    await prepare(tables, engine);
    return tables;
  } catch (error) {
    await tables.destroy();
    throw error;
  }
}

/**
 * Retries `work` for five seconds while another process locks the SQLite database. The database's thread must not wait
 * itself, because that would block readers.
 */
async function whenUnlocked<T>(work: () => Promise<T>): Promise<T> {
  const end = performance.now() + LOCK_TIMEOUT;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isLocked = error instanceof Error && error.message === 'database is locked';
      if (!isLocked || performance.now() > end) throw error;
      await sleep(PAUSE);
    }
  }
}

/** Rejects if the server doesn't respond. */
async function ping(tables: Kysely<Tables>): Promise<void> {
  try {
    await sql`select 1`.execute(tables);
  } catch (error) {
    const hasResponded = error instanceof Error && 'code' in error && error.code === TOO_MANY_CONNECTIONS;
    if (!hasResponded) throw error;
  }
}

const IDLE_LIMIT = { idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT };

/**
 * Parameters of a session, which a connection pooler may refuse, and of its connection. `silence`: milliseconds after
 * which a connection without a response is closed.
 */
export function poolConfig(silence: number): PoolConfig {
  return {
    max: CONNECTIONS,
    maxLifetimeSeconds: CONNECTION_LIFETIME,
    statement_timeout: STATEMENT_TIMEOUT,
    ...IDLE_LIMIT,
    stream() {
      const socket = new Socket();
      return socket.setTimeout(silence, () => socket.destroy(new Error('the database doesn’t respond')));
    },
  };
}

/** `config` takes precedence over the usual timeouts. */
export async function createPostgresDialect(url: URL, config: PoolConfig): Promise<PostgresDialect> {
  // Loaded only if it is used, because that takes time at startup.
  const { default: pg } = await import('pg');
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  const pool = new pg.Pool({
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    application_name: 'switchboard',
    ...config,
    connectionString: url.href,
    types,
  });
  // A broken connection fails the query that uses it, and the next query replaces it. Without a listener the process
  // would exit.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new PostgresDialect({ pool });
}
