import { sql, type Transaction } from 'kysely';
import { contains } from '../../domain/interval.js';
import { CALL_COLUMNS, type CallRow } from './call-row.js';
import { callsOf } from './count-calls.js';
import { cutOut, type Covered, without } from './coverage.js';
import { deleteCalls } from './delete-calls.js';
import type { ArchiveDatabase } from '../database/database.js';
import { anyOf, assigned, insertRows } from '../database/row-lists.js';
import type { Tables } from '../database/tables.js';
import { deleteNotes } from '../notes/write-notes.js';
import { coveringCall } from './read-calls.js';
import { coverageOf, replaceCoverage } from './write-coverage.js';
import { deleteKeys, writeKeys } from './write-keys.js';

/** Rows per statement: a page of calls. */
const ROWS = 1000;

/** A call that is archived already, and when its time was fetched; null if that isn't covered. */
interface ArchivedId {
  readonly id: number;
  readonly fetchedAt: number | null;
}

export interface IntervalRows extends Covered {
  /** Of every call of the interval, oldest first. */
  readonly rows: readonly CallRow[];
}

/**
 * Replaces the archived calls of an interval, except for parts that were fetched later: deletes missing calls, writes
 * the others, and marks the interval as covered. The caller must hold the account's lock.
 */
export async function writeInterval(
  transaction: Transaction<Tables>,
  engine: ArchiveDatabase['engine'],
  account: number,
  { rows, fetchedAt, ...interval }: IntervalRows,
): Promise<void> {
  const uuids = rows.map((row) => row.uuid);
  const [overlapping, inside, archived] = await Promise.all([
    coverageOf(transaction, account, interval),
    callsOf(transaction, account, interval).select(['id', 'uuid', 'started_at as startedAt']).execute(),
    archivedIds(transaction, engine, account, uuids),
  ]);
  const isEarlier = (fetch: { readonly fetchedAt: number | null } | undefined) =>
    (fetch?.fetchedAt ?? -Infinity) <= fetchedAt;
  const later = overlapping.filter((each) => !isEarlier(each));
  const parts = without(interval, later);
  if (parts.length === 0) return;
  const isWritten = (instant: number) => parts.some((part) => contains(part, instant));
  const present = rows.filter((row) => isWritten(row.started_at));
  const seen = new Set(present.map((row) => row.uuid));
  const missing = inside.filter((call) => isWritten(call.startedAt) && !seen.has(call.uuid));
  for (let at = 0; at < missing.length; at += ROWS) {
    await deleteCalls(
      transaction,
      missing.slice(at, at + ROWS).map(({ id }) => id),
    );
  }
  // The response to a later request may place a call outside of these parts.
  const here = present.filter((row) => isEarlier(archived.get(row.uuid)));
  for (let at = 0; at < here.length; at += ROWS) {
    await writeRows(transaction, engine, account, here.slice(at, at + ROWS), archived);
  }
  const earlier = overlapping.filter(isEarlier);
  await replaceCoverage(transaction, account, earlier, [
    ...cutOut(earlier, parts),
    ...parts.map((part) => ({ ...part, fetchedAt })),
  ]);
}

/** Writes calls whose record or derived columns have changed, and their keys. */
async function writeRows(
  transaction: Transaction<Tables>,
  engine: ArchiveDatabase['engine'],
  account: number,
  rows: readonly CallRow[],
  archived: ReadonlyMap<string, ArchivedId>,
): Promise<void> {
  const byUuid = new Map(rows.map((row) => [row.uuid, row]));
  const { rows: changed } = await sql<{ readonly id: number; readonly uuid: string }>`
    ${insertRows(engine, 'calls', account, CALL_COLUMNS, rows)}
    on conflict (account, uuid) do update set ${assigned(CALL_COLUMNS, 'excluded')},
      notes_read = case when calls.note_count = excluded.note_count then calls.notes_read end
    where calls.record <> excluded.record or calls.version <> excluded.version
    returning id, uuid`.execute(transaction);
  const rewritten = changed.flatMap((call) => {
    const row = byUuid.get(call.uuid);
    return row === undefined ? [] : [{ ...row, id: call.id }];
  });
  const replaced = rewritten.filter((row) => archived.has(row.uuid));
  await deleteKeys(transaction, replaced);
  await writeKeys(transaction, engine, account, rewritten);
  const withoutNotes = replaced.filter((row) => row.has_notes === 0).map(({ id }) => id);
  if (withoutNotes.length > 0) await deleteNotes(transaction, withoutNotes);
}

/** The archived ones of some calls by uuid, whenever they start. */
export async function archivedIds(
  transaction: Transaction<Tables>,
  engine: ArchiveDatabase['engine'],
  account: number,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, ArchivedId>> {
  const rows = await transaction
    .selectFrom('calls')
    .leftJoin('coverage', coveringCall)
    .select(['calls.id', 'calls.uuid', 'coverage.fetched_at as fetchedAt'])
    .where('calls.account', '=', account)
    .where('calls.uuid', '=', anyOf(engine, uuids))
    .execute();
  return new Map(rows.map(({ uuid, ...row }) => [uuid, row]));
}
