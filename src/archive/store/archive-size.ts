import type { ArchiveStatus } from '../../domain/archive/archive-status.js';
import type { ReadableTables } from '../database/tables.js';
import { countPending } from '../notes/pending-notes.js';

/** The size of an account's archive. */
export async function sizeOf(
  tables: ReadableTables,
  account: number,
): Promise<Pick<ArchiveStatus, 'calls' | 'notes' | 'pendingNotes'>> {
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
