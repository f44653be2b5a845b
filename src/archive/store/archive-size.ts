import type { ReadableTables } from '../database/tables.js';
import { countPending } from '../notes/pending-notes.js';

/** The size of an account's archive. */
export interface ArchiveSize {
  readonly calls: number;
  /** Without deleted notes. */
  readonly notes: number;
  /** Calls whose notes must be read, for the first time or again. */
  readonly pendingNotes: number;
}

export async function sizeOf(tables: ReadableTables, account: number): Promise<ArchiveSize> {
  const calls = await tables
    .selectFrom('calls')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account', '=', account)
    .executeTakeFirstOrThrow();
  const notes = await tables
    .selectFrom('notes')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account', '=', account)
    .where('is_active', '=', 1)
    .executeTakeFirstOrThrow();
  return { calls: calls.count, notes: notes.count, pendingNotes: await countPending(tables, account) };
}
