import { sql, type Transaction } from 'kysely';
import { contains } from '../../domain/interval.js';
import { type ArchivedId, archivedIds, idsWithin } from './archived-ids.js';
import type { CallRow } from './call-row.js';
import { cutOut, type Covered, without } from './coverage.js';
import { deleteCalls } from './delete-calls.js';
import { jsonMembers } from '../database/json-members.js';
import type { Tables } from '../database/tables.js';
import { deleteNotes } from '../notes/write-notes.js';
import { coverageOf, replaceCoverage } from './write-coverage.js';
import { deleteKeys, writeKeys } from './write-keys.js';

/** Rows per statement: a page of calls. */
const ROWS = 1000;

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
  account: number,
  { rows, fetchedAt, ...interval }: IntervalRows,
): Promise<void> {
  const uuids = rows.map(({ columns }) => columns.uuid);
  const [overlapping, inside, archived] = await Promise.all([
    coverageOf(transaction, account, interval),
    idsWithin(transaction, account, interval),
    archivedIds(transaction, account, uuids),
  ]);
  const isEarlier = (fetch: { readonly fetchedAt: number | null } | undefined) =>
    (fetch?.fetchedAt ?? -Infinity) <= fetchedAt;
  const later = overlapping.filter((each) => !isEarlier(each));
  const parts = without(interval, later);
  if (parts.length === 0) return;
  const isWritten = (instant: number) => parts.some((part) => contains(part, instant));
  const present = rows.filter(({ columns }) => isWritten(columns.started_at));
  const seen = new Set(present.map(({ columns }) => columns.uuid));
  const missing = inside.filter(({ uuid, startedAt }) => isWritten(startedAt) && !seen.has(uuid));
  for (let at = 0; at < missing.length; at += ROWS) {
    await deleteCalls(
      transaction,
      missing.slice(at, at + ROWS).map(({ id }) => id),
    );
  }
  // The response to a later request may place a call outside of these parts.
  const here = present.filter(({ columns }) => isEarlier(archived.get(columns.uuid)));
  for (let at = 0; at < here.length; at += ROWS) {
    await writeRows(transaction, account, here.slice(at, at + ROWS), archived);
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
  account: number,
  rows: readonly CallRow[],
  archived: ReadonlyMap<string, ArchivedId>,
): Promise<void> {
  const byUuid = new Map(rows.map((row) => [row.columns.uuid, row]));
  const members = jsonMembers(rows.map(({ columns }) => columns));
  // SQLite requires a condition before "on conflict".
  const { rows: changed } = await sql<{ readonly id: number; readonly uuid: string }>`
    insert into calls (account, uuid, started_at, record, version, direction, status, service, duration,
      has_notes, note_count)
    select ${account}, value ->> 'uuid', cast(value ->> 'started_at' as bigint), value ->> 'record',
      value ->> 'version', value ->> 'direction', value ->> 'status', value ->> 'service',
      cast(value ->> 'duration' as bigint), cast(value ->> 'has_notes' as integer),
      cast(value ->> 'note_count' as bigint)
    from json_each(${members}) where true
    on conflict (account, uuid) do update set started_at = excluded.started_at, record = excluded.record,
      version = excluded.version, direction = excluded.direction, status = excluded.status,
      service = excluded.service, duration = excluded.duration, has_notes = excluded.has_notes,
      note_count = excluded.note_count,
      notes_read = case when calls.note_count = excluded.note_count then calls.notes_read end
    where calls.record <> excluded.record or calls.version <> excluded.version
    returning id, uuid`.execute(transaction);
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
