import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import type { ArchiveEngine } from '../../config/settings.js';
import { record } from '../../json/decode.js';
import { createPostgresDialect, poolConfig } from './database.js';
import { APPLIED, rejectLater } from './migrations.js';
import type { Tables } from './tables.js';

/** Milliseconds to wait for a connection, and for each response. */
const TIMEOUT = 5000;

/** NEW: there are no tables yet, and they can be created. */
export type DatabaseState = 'NEW' | 'USED';

/** Inspects the database without changing it. Rejects with the reason if the server can't open or write it. */
export function inspectDatabase(engine: ArchiveEngine): Promise<DatabaseState> {
  return engine.kind === 'sqlite' ? inspectFile(engine.path) : inspectServer(engine.url);
}

async function inspectFile(path: string): Promise<DatabaseState> {
  if (path === ':memory:') return 'NEW';
  try {
    await access(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    const { code } = Object(error) as { readonly code?: unknown };
    if (code !== 'ENOENT') throw error;
    await access(dirname(path), constants.W_OK);
    return 'NEW';
  }
  const file = new DatabaseSync(path, { readOnly: true });
  try {
    const found = file.prepare(`select name from sqlite_master where name = 'accounts'`).get();
    if (found === undefined) return 'NEW';
    rejectLater(namesOf(file.prepare(APPLIED).all()), 'sqlite');
    return 'USED';
  } finally {
    file.close();
  }
}

async function inspectServer(url: URL): Promise<DatabaseState> {
  const config = { ...poolConfig(TIMEOUT), connectionTimeoutMillis: TIMEOUT };
  const database = new Kysely<Tables>({ dialect: await createPostgresDialect(url, config) });
  try {
    const { rows } = await SERVER_STATE.execute(database);
    const { used, creates, readonly, forbidden } = rows[0] ?? {};
    if (readonly === true) throw new Error('it is read-only');
    if (used !== true && creates !== true) throw new Error('its user may not create tables');
    if (used !== true) return 'NEW';
    if (typeof forbidden === 'string') throw new Error(`its user may not read and write \`${forbidden}\``);
    rejectLater(namesOf((await sql.raw(APPLIED).execute(database)).rows), 'postgres');
    return 'USED';
  } finally {
    await database.destroy();
  }
}

function namesOf(rows: readonly unknown[]): readonly string[] {
  return rows.map((row) => String(record(row)?.['name']));
}

const TABLES: readonly (keyof Tables | `archive_${string}`)[] = [
  'archive_migration_lock',
  'archive_migration',
  'accounts',
  'calls',
  'call_keys',
  'notes',
  'note_words',
  'coverage',
  'leases',
];

interface ServerState {
  readonly used: boolean;
  readonly creates: boolean;
  readonly readonly: boolean;
  /** The first table on which the user lacks a right; null if there is none. */
  readonly forbidden: string | null;
}

const SERVER_STATE = sql<ServerState>`
  select to_regclass('accounts') is not null as used,
    coalesce(has_schema_privilege(current_schema(), 'create'), false) as creates,
    current_setting('transaction_read_only') = 'on' as readonly,
    (select name from unnest(${TABLES}::text[]) as name
      where not (
        has_table_privilege(to_regclass(name), 'select') and has_table_privilege(to_regclass(name), 'insert')
        and has_table_privilege(to_regclass(name), 'update') and has_table_privilege(to_regclass(name), 'delete')
      ) limit 1) as forbidden`;
