import { sql } from 'kysely';
import type { ArchiveDatabase } from './database.js';

/** Whether this holder has the lease for so many milliseconds from now on, by the database’s clock. */
export async function lease(
  { tables, engine }: ArchiveDatabase,
  account: number,
  holder: string,
  milliseconds: number,
): Promise<boolean> {
  const now =
    engine === 'sqlite'
      ? sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
      : sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`;
  const taken = await tables
    .insertInto('leases')
    .values({ account, holder, until: sql<number>`${now} + ${sql.lit(milliseconds)}` })
    .onConflict((conflict) =>
      conflict
        .column('account')
        .doUpdateSet((is) => ({ holder: is.ref('excluded.holder'), until: is.ref('excluded.until') }))
        .where((is) =>
          is.or([is('leases.holder', '=', is.ref('excluded.holder')), is('leases.until', '<=', now)]),
        ),
    )
    .returning('holder')
    .execute();
  return taken.length > 0;
}

/** Lets another process take over at once. */
export async function release({ tables }: ArchiveDatabase, account: number, holder: string): Promise<void> {
  await tables.deleteFrom('leases').where('account', '=', account).where('holder', '=', holder).execute();
}
