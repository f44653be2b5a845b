import { randomInt } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { ArchiveDatabase } from '../database/database.js';
import type { Tables } from '../database/tables.js';

/** Identifies an account. The same workspace with another address or zone is another account. */
export interface AccountIdentity {
  readonly workspace: string;
  readonly address: string;
  /** IANA name: instants depend on it. */
  readonly timezone: string;
}

/** The largest number that `randomInt` accepts as a limit. */
const LIMIT = 2 ** 48 - 1;

/**
 * The id of an account, which is created if it doesn't exist. Ids are random: if the database is replaced by another one
 * while a process runs, the ids that the process knows must not be those of other accounts.
 */
export async function accountId(
  tables: Kysely<Tables>,
  engine: ArchiveDatabase['engine'],
  { workspace, address, timezone }: AccountIdentity,
): Promise<number> {
  const found = tables
    .selectFrom('accounts')
    .select('id')
    .where('workspace', '=', workspace)
    .where('address', '=', address)
    .where('timezone', '=', timezone);
  // Before the insert, which waits for other processes that write to the same file, although there is nothing to insert.
  const known = await found.executeTakeFirst();
  if (known !== undefined) return known.id;
  const isGenerated = engine === 'postgres' ? sql`overriding system value` : sql``;
  await sql`
    insert into accounts (id, workspace, address, timezone) ${isGenerated}
    values (${randomInt(1, LIMIT)}, ${workspace}, ${address}, ${timezone})
    on conflict (workspace, address, timezone) do nothing`.execute(tables);
  const { id } = await found.executeTakeFirstOrThrow();
  return id;
}
