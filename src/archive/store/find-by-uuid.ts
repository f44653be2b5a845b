import type { Call } from '../../domain/call.js';
import { type Interval, SECOND } from '../../domain/interval.js';
import { readsLive } from '../../domain/operation/live-reads.js';
import { FIRST_INSTANT } from '../account-archive.js';
import { type Covered, coveredWithin, oldestFetch, without } from './coverage.js';
import { findCalls } from './find-calls.js';
import { type OperationArchive, reportArchived, unlessFailed } from '../operation-archive.js';
import { archivablePart } from '../read-plan.js';
import type { UuidBatch } from '../uuid-batch.js';

/** How far the provider’s clock may be ahead of ours. */
const CLOCK_SKEW = 60 * SECOND;

/**
 * The call of a uuid: an archived one, or one that the live call history finds. null only if everything that could hold
 * it is archived, and the last hour, which is read live, doesn’t hold it. CallNotLocatedError if that can’t be known.
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
  const everything = { start: FIRST_INSTANT, end: Math.floor((now() + CLOCK_SKEW) / SECOND) * SECOND };
  const covered = await coverageOfThePast(operation, everything);
  if (covered === null) return live.findByUuid(uuid);
  const past = archivablePart(operation, everything);
  for (const recent of past === null ? [everything] : without(everything, [past])) {
    for await (const calls of live.walk({ from: recent.start, to: recent.end + SECOND }, 'NEWEST_FIRST')) {
      const call = calls.find((each) => each.uuid === uuid);
      if (call !== undefined) return call;
    }
  }
  reportArchived(operation, oldestFetch(covered));
  return null;
}

function isArchivable(operation: OperationArchive, { startedAt }: Call): boolean {
  return archivablePart(operation, { start: startedAt, end: startedAt }) !== null;
}

/** What covers the archivable part of an interval; null if that isn’t covered as a whole, or is to be read live. */
async function coverageOfThePast(
  operation: OperationArchive,
  interval: Interval,
): Promise<readonly Covered[] | null> {
  const past = archivablePart(operation, interval);
  if (past === null || readsLive(operation.signal)) return null;
  const covered = coveredWithin(past, await unlessFailed(operation.archive.coverage(past), []));
  return without(past, covered).length === 0 ? covered : null;
}
