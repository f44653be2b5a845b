import { sql, type Transaction } from 'kysely';
import type { ArchiveDatabase } from './database.js';
import type { Tables } from './tables.js';

/** Another process fills the archive, so what this one has read under its lease isn't written. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';

  constructor() {
    super('Another process is filling the archive.');
  }
}

/** Takes or prolongs the lease for this many milliseconds, by the database's clock; false if another holder has it. */
export async function lease(
  { tables, engine }: ArchiveDatabase,
  account: number,
  holder: string,
  milliseconds: number,
): Promise<boolean> {
  const now = clockOf(engine);
  const taken = await tables
    .insertInto('leases')
    .values({ account, holder, until: sql<number>`${now} + ${sql.lit(milliseconds)}` })
    .onConflict((conflict) =>
      conflict
        .column('account')
        .doUpdateSet((is) => ({ holder: is.ref('excluded.holder'), until: is.ref('excluded.until') }))
        .where((is) =>
          is.or([
            is('leases.holder', '=', is.ref('excluded.holder')),
            is('leases.until', '<=', now),
            // The clock has been set back since: no lease lasts longer than the one that is asked for.
            is('leases.until', '>', is.ref('excluded.until')),
          ]),
        ),
    )
    .returning('holder')
    .execute();
  return taken.length > 0;
}

/** Throws a LeaseLostError unless this holder has the lease. */
export async function requireLease(
  transaction: Transaction<Tables>,
  engine: ArchiveDatabase['engine'],
  account: number,
  holder: string,
): Promise<void> {
  const held = await transaction
    .selectFrom('leases')
    .select('holder')
    .where('account', '=', account)
    .where('holder', '=', holder)
    .where('until', '>', clockOf(engine))
    .executeTakeFirst();
  if (held === undefined) throw new LeaseLostError();
}

/** Releases the lease, so that another process can take it immediately. */
export async function release({ tables }: ArchiveDatabase, account: number, holder: string): Promise<void> {
  await tables.deleteFrom('leases').where('account', '=', account).where('holder', '=', holder).execute();
}

/** The database's clock, in milliseconds since the epoch: the clocks of processes may differ. */
export function clockOf(engine: ArchiveDatabase['engine']) {
  return engine === 'sqlite'
    ? sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
    : sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`;
}
