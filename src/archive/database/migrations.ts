import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { ArchiveEngine } from '../../config/settings.js';

type Engine = ArchiveEngine['kind'];

/** The names of the migrations that were applied. */
export const APPLIED = 'select name from archive_migration';
/** The engines' errors if there are no tables yet. */
const NO_TABLES = /^(no such table: archive_migration|relation "archive_migration" does not exist)$/;
const NOT_MIGRATED = 'this release hasn’t created or migrated its tables; a server or `archive sync` does';

/**
 * Migrates the tables to the latest version. Of several processes, one does it and the others wait. Only reads if there is
 * nothing to do. Rejects if a later release has migrated them.
 */
export async function migrate<Tables>(database: Kysely<Tables>, engine: Engine): Promise<void> {
  // Fails before the first migration; whatever else is wrong, the next statements report it.
  const applied = await appliedTo(database).catch(() => []);
  rejectLater(applied, engine);
  if (applied.length === Object.keys(migrationsOf(engine)).length) return;
  const schema = engine === 'postgres' ? await schemaOf(database) : null;
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve(migrationsOf(engine)) },
    migrationTableName: 'archive_migration',
    migrationLockTableName: 'archive_migration_lock',
    // Without it, Kysely takes tables of these names in any schema for its own.
    ...(schema !== null && { migrationTableSchema: schema }),
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error('The migration failed');
}

/** Rejects unless this release's migrations were applied. Only reads: another release may be serving the tables. */
export async function requireMigrated<Tables>(database: Kysely<Tables>, engine: Engine): Promise<void> {
  const applied = await appliedTo(database).catch((error: unknown) => {
    if (error instanceof Error && NO_TABLES.test(error.message)) return [];
    throw error;
  });
  rejectLater(applied, engine);
  if (applied.length < Object.keys(migrationsOf(engine)).length) throw new Error(NOT_MIGRATED);
}

async function appliedTo<Tables>(database: Kysely<Tables>): Promise<readonly string[]> {
  return (await sql<{ name: string }>`${sql.raw(APPLIED)}`.execute(database)).rows.map(({ name }) => name);
}

/** Throws if one of these migrations, which were applied to the tables, is a later release's. */
export function rejectLater(applied: readonly string[], engine: Engine): void {
  const known = migrationsOf(engine);
  const later = applied.find((name) => !(name in known));
  if (later === undefined) return;
  throw new Error(`a later release has migrated it (${later}): run that release, or use an earlier backup`);
}

/** The schema that has the tables, or in which they will be created; null if there is none. */
async function schemaOf<Tables>(database: Kysely<Tables>): Promise<string | null> {
  const { rows } = await sql<{ name: string | null }>`
    select coalesce(
      (select nspname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where pg_class.oid = to_regclass('archive_migration')),
      current_schema()) as name`.execute(database);
  return rows[0]?.name ?? null;
}

/** By name, in the order in which they are applied. A released migration never changes. */
function migrationsOf(engine: Engine): Record<string, Migration> {
  return {
    '001-calls': { up: (database) => createCalls(database, engine) },
    '002-notes': { up: (database) => createNotes(database, engine) },
    '003-figures': { up: coverFigures },
    '004-lost-notes': { up: readLostNotes },
  };
}

async function createCalls(database: Kysely<unknown>, engine: Engine): Promise<void> {
  const { id, text } = columnTypes(engine);
  const { schema } = database;
  await schema
    .createTable('accounts')
    .addColumn('id', id, (column) => column.primaryKey())
    .addColumn('workspace', text, (column) => column.notNull())
    .addColumn('address', text, (column) => column.notNull())
    .addColumn('timezone', text, (column) => column.notNull())
    .addColumn('synced_at', 'bigint')
    .addColumn('paused', text)
    .addUniqueConstraint('accounts_identity', ['workspace', 'address', 'timezone'])
    .execute();
  await schema
    .createTable('calls')
    .addColumn('id', id, (column) => column.primaryKey())
    .addColumn('account', 'bigint', (column) => column.notNull())
    .addColumn('uuid', text, (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('record', 'text', (column) => column.notNull())
    .addColumn('version', text, (column) => column.notNull())
    .addColumn('direction', text, (column) => column.notNull())
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('service', text, (column) => column.notNull())
    .addColumn('duration', 'bigint', (column) => column.notNull())
    .addColumn('has_notes', 'integer', (column) => column.notNull())
    .addUniqueConstraint('calls_uuid', ['account', 'uuid'])
    .execute();
  await createIndex(database, 'calls_by_start', 'calls', ['account', 'started_at', 'uuid']);
  await createIndex(database, 'calls_by_version', 'calls', ['account', 'version']);
  await schema
    .createTable('call_keys')
    .addColumn('call', 'bigint', (column) => column.notNull())
    .addColumn('account', 'bigint', (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .execute();
  await createIndex(database, 'call_keys_by_key', 'call_keys', ['account', 'key', 'started_at', 'call']);
  await createIndex(database, 'call_keys_by_call', 'call_keys', ['call']);
  await schema
    .createTable('coverage')
    .addColumn('account', 'bigint', (column) => column.notNull())
    .addColumn('start_at', 'bigint', (column) => column.notNull())
    .addColumn('end_at', 'bigint', (column) => column.notNull())
    .addColumn('fetched_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('coverage_start', ['account', 'start_at'])
    .execute();
  await schema
    .createTable('leases')
    .addColumn('account', 'bigint', (column) => column.primaryKey())
    .addColumn('holder', text, (column) => column.notNull())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .execute();
}

async function createNotes(database: Kysely<unknown>, engine: Engine): Promise<void> {
  const { id, text } = columnTypes(engine);
  const { schema } = database;
  const calls = schema.alterTable('calls');
  await calls.addColumn('note_count', 'bigint', (column) => column.notNull().defaultTo(0)).execute();
  await calls.addColumn('notes_read', 'bigint').execute();
  await calls.addColumn('notes_fetched_at', 'bigint').execute();
  await sql`create index calls_by_pending_notes on calls (account, started_at)
    where has_notes = 1 and (notes_read is null or notes_read <> note_count)`.execute(database);
  await schema
    .createTable('notes')
    .addColumn('id', id, (column) => column.primaryKey())
    .addColumn('account', 'bigint', (column) => column.notNull())
    .addColumn('call', 'bigint', (column) => column.notNull())
    .addColumn('uuid', text, (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('is_active', 'integer', (column) => column.notNull())
    .addColumn('record', 'text', (column) => column.notNull())
    .addColumn('version', text, (column) => column.notNull())
    .addUniqueConstraint('notes_of_call', ['call', 'uuid'])
    .execute();
  await createIndex(database, 'notes_by_creation', 'notes', ['account', 'created_at', 'uuid']);
  await createIndex(database, 'notes_by_version', 'notes', ['account', 'version']);
  if (engine === 'sqlite') {
    // Words are folded and separated by spaces; the ascii tokenizer doesn't change them.
    await sql`create virtual table note_words
      using fts5(words, content='', contentless_delete=1, tokenize='ascii')`.execute(database);
  } else {
    await sql`create table note_words (rowid bigint primary key, words tsvector not null)`.execute(database);
    await sql`create index note_words_by_word on note_words using gin (words)`.execute(database);
  }
}

/** Extends an index, so that counts, filters and sums of calls read nothing else. */
async function coverFigures(database: Kysely<unknown>): Promise<void> {
  await database.schema.dropIndex('calls_by_start').execute();
  const filtered = ['status', 'duration', 'direction', 'service', 'has_notes'];
  await createIndex(database, 'calls_by_start', 'calls', ['account', 'started_at', 'uuid', ...filtered]);
}

/**
 * Makes notes pending again that were deleted when their call's count became 0, and weren't read when it returned: the
 * call has a count, but no notes.
 */
async function readLostNotes(database: Kysely<unknown>): Promise<void> {
  await sql`update calls set notes_read = null
    where has_notes = 1 and notes_read is not null
      and not exists (select 1 from notes where notes.call = calls.id)`.execute(database);
}

function columnTypes(engine: Engine) {
  return engine === 'sqlite'
    ? { id: sql`integer`, text: sql`text` }
    : // Sorts text by code points, as the graph does.
      { id: sql`bigint generated always as identity`, text: sql`text collate "C"` };
}

async function createIndex(
  database: Kysely<unknown>,
  name: string,
  table: string,
  columns: readonly string[],
): Promise<void> {
  await database.schema
    .createIndex(name)
    .on(table)
    .columns([...columns])
    .execute();
}
