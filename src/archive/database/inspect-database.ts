import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ArchiveEngine } from '../../config/settings.js';

/** NEW: there are no tables yet, and they can be created. */
export type DatabaseState = 'NEW' | 'USED';

/** Inspects the database without changing it. Rejects with the reason if it can't be opened. */
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
    return found === undefined ? 'NEW' : 'USED';
  } finally {
    file.close();
  }
}

async function inspectServer(url: URL): Promise<DatabaseState> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: 5000 });
  // The query rejects with the same error.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ used: boolean; creates: boolean }>(
      `select to_regclass('accounts') is not null as used,
        coalesce(has_schema_privilege(current_schema(), 'create'), false) as creates`,
    );
    if (rows[0]?.used === true) return 'USED';
    if (rows[0]?.creates !== true) throw new Error('its user may not create tables');
    return 'NEW';
  } finally {
    await client.end();
  }
}
