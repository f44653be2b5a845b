import type { Call } from '../../domain/call.js';
import { CLOCK_SKEW, SECOND } from '../../domain/interval.js';
import { FIRST_INSTANT } from '../account-archive.js';
import { findCalls } from './find-calls.js';
import { type OperationArchive, reportArchived, unlessFailed } from '../operation-archive.js';
import { archivablePart } from '../read-plan.js';
import type { UuidBatch } from './uuid-batch.js';

/** No call history has a later call. One that begins in the future is scheduled, or the zone in the settings is wrong. */
const LAST_INSTANT = Date.UTC(2100, 0, 1);

/**
 * The call with a uuid, from the archive or the live call history. null only if the archive covers everything that is
 * more than an hour old, and neither it nor the time since, read live, has the call. Without that coverage,
 * CallNotLocatedError if the live call history doesn’t find the call.
 */
export async function findByUuid(
  operation: OperationArchive,
  batch: UuidBatch,
  uuid: string,
): Promise<Call | null> {
  const { live, now } = operation;
  const archived = await unlessFailed(batch.find(uuid), null);
  if (archived !== null) {
    const { call, fetchedAt } = archived;
    if (fetchedAt !== null && isArchivable(operation, call)) {
      reportArchived(operation, fetchedAt);
      return call;
    }
    const found = await findCalls(
      operation,
      [call],
      (one, other) => one.startedAt === other.startedAt,
      (calls) => live.findAt(calls),
    );
    const current = found.get(uuid);
    if (current !== undefined) return current;
  }
  const past = archivablePart(operation, { start: FIRST_INSTANT, end: LAST_INSTANT });
  const fetchedAt = past === null ? null : await unlessFailed(operation.archive.fetchOfWhole(past), null);
  if (past === null || fetchedAt === null) return live.findByUuid(uuid);
  const soon = Math.ceil((now() + CLOCK_SKEW) / SECOND) * SECOND;
  // Apart from the last hour, because a range with many calls at one end takes many requests.
  const notArchived = [
    { from: past.end + SECOND, to: soon },
    { from: soon, to: LAST_INSTANT },
  ];
  for (const range of notArchived) {
    for await (const calls of live.walk(range, 'NEWEST_FIRST')) {
      const call = calls.find((each) => each.uuid === uuid);
      if (call !== undefined) return call;
    }
  }
  reportArchived(operation, fetchedAt);
  return null;
}

function isArchivable(operation: OperationArchive, { startedAt }: Call): boolean {
  return archivablePart(operation, { start: startedAt, end: startedAt }) !== null;
}
