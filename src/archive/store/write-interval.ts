import type { Transaction } from 'kysely';
import { contains, type Interval } from '../../domain/interval.js';
import { type ArchivedId, archivedIds } from './archived-ids.js';
import type { CallRow } from './call-row.js';
import { cutOut, type Covered, without } from './coverage.js';
import { deleteCalls } from './delete-calls.js';
import type { Tables } from '../database/tables.js';
import { deleteNotes } from '../notes/write-notes.js';
import { coverageOf, replaceCoverage } from './write-coverage.js';
import { deleteKeys, writeKeys } from './write-keys.js';

/** Rows per statement: SQLite accepts 32,766 parameters. */
const ROWS = 500;

export interface IntervalRows extends Covered {
  /** Of every call of the interval, oldest first. */
  readonly rows: readonly CallRow[];
}

/**
 * Replaces the archived calls of an interval, except for parts that were fetched later: deletes missing calls, writes
 * the others, and marks the interval as covered. The caller must hold the account’s lock.
 */
export async function writeInterval(
  transaction: Transaction<Tables>,
  account: number,
  { rows, fetchedAt, ...interval }: IntervalRows,
): Promise<void> {
  const overlapping = await coverageOf(transaction, account, interval);
  const later = overlapping.filter((each) => each.fetchedAt > fetchedAt);
  const parts = without(interval, later);
  if (parts.length === 0) return;
  for (const part of parts) {
    const present = rows.filter(({ columns }) => contains(part, columns.started_at));
    await deleteMissing(transaction, account, part, present);
    for (let at = 0; at < present.length; at += ROWS) {
      const some = present.slice(at, at + ROWS);
      const uuids = some.map(({ columns }) => columns.uuid);
      const archived = await archivedIds(transaction, account, { ...part, fetchedAt }, uuids);
      const here = some.filter(({ columns }) => archived.get(columns.uuid)?.hasMoved !== true);
      await writeRows(transaction, account, here, archived);
    }
  }
  const earlier = overlapping.filter((each) => each.fetchedAt <= fetchedAt);
  await replaceCoverage(transaction, account, earlier, [
    ...cutOut(earlier, parts),
    ...parts.map((part) => ({ ...part, fetchedAt })),
  ]);
}

async function deleteMissing(
  transaction: Transaction<Tables>,
  account: number,
  { start, end }: Interval,
  present: readonly CallRow[],
): Promise<void> {
  const uuids = new Set(present.map(({ columns }) => columns.uuid));
  const archived = await transaction
    .selectFrom('calls')
    .select(['id', 'uuid'])
    .where('account', '=', account)
    .where('started_at', '>=', start)
    .where('started_at', '<=', end)
    .execute();
  const missing = archived.filter(({ uuid }) => !uuids.has(uuid)).map(({ id }) => id);
  for (let at = 0; at < missing.length; at += ROWS) {
    await deleteCalls(transaction, missing.slice(at, at + ROWS));
  }
}

/** Writes calls whose record or derived columns have changed, and their keys. */
async function writeRows(
  transaction: Transaction<Tables>,
  account: number,
  rows: readonly CallRow[],
  archived: ReadonlyMap<string, ArchivedId>,
): Promise<void> {
  if (rows.length === 0) return;
  const byUuid = new Map(rows.map((row) => [row.columns.uuid, row]));
  const changed = await transaction
    .insertInto('calls')
    .values(rows.map(({ columns }) => ({ account, ...columns })))
    .onConflict((conflict) =>
      conflict
        .columns(['account', 'uuid'])
        .doUpdateSet((is) => ({
          started_at: is.ref('excluded.started_at'),
          record: is.ref('excluded.record'),
          version: is.ref('excluded.version'),
          direction: is.ref('excluded.direction'),
          status: is.ref('excluded.status'),
          service: is.ref('excluded.service'),
          duration: is.ref('excluded.duration'),
          has_notes: is.ref('excluded.has_notes'),
          note_count: is.ref('excluded.note_count'),
          notes_read: is
            .case()
            .when('calls.note_count', '=', is.ref('excluded.note_count'))
            .then(is.ref('calls.notes_read'))
            .end(),
        }))
        .where((is) =>
          is.or([
            is('calls.record', '!=', is.ref('excluded.record')),
            is('calls.version', '!=', is.ref('excluded.version')),
          ]),
        ),
    )
    .returning(['id', 'uuid'])
    .execute();
  const rewritten = changed.flatMap(({ id, uuid }) => {
    const row = byUuid.get(uuid);
    return row === undefined ? [] : [{ id, startedAt: row.columns.started_at, ...row }];
  });
  const replaced = rewritten.filter(({ columns }) => archived.has(columns.uuid));
  await deleteKeys(transaction, replaced);
  await writeKeys(transaction, account, rewritten);
  const withoutNotes = replaced.filter(({ columns }) => columns.has_notes === 0).map(({ id }) => id);
  if (withoutNotes.length > 0) await deleteNotes(transaction, withoutNotes);
}
