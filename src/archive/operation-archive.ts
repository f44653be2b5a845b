import { reportArchiveUse } from '../domain/operation/archive-use.js';
import { reportRead } from '../domain/operation/freshness.js';
import { type Interval, SECOND } from '../domain/interval.js';
import { readsLive } from '../domain/operation/live-reads.js';
import type { CallHistory } from '../domain/sources.js';
import { isOutage, reportStaleAnswer } from '../domain/operation/stale.js';
import type { Provider } from '../domain/upstream/upstream-error.js';
import type { AccountArchive } from './account-archive.js';
import { ArchiveError } from '../domain/archive/archive-errors.js';
import { type Covered, coveredWithin, without } from './store/coverage.js';

/** One workspace’s archive beside the live call history, as one operation sees them. */
export interface OperationArchive {
  readonly live: CallHistory;
  readonly archive: AccountArchive;
  readonly provider: Provider;
  readonly workspace: string;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Tells the operation that it is given what was fetched then, in milliseconds since the epoch; Infinity is nothing. */
export function reportArchived({ signal }: OperationArchive, fetchedAt: number): void {
  if (fetchedAt === Infinity) return;
  reportArchiveUse(signal, fetchedAt);
  // To answer from the archive again is cheap, and never staler.
  reportRead(signal, { freshMs: 0, writable: false });
}

/** Also tells it that this stands in for an answer that the provider failed to give. */
export function reportOutage(operation: OperationArchive, fetchedAt: number): void {
  const { signal, provider, workspace, now } = operation;
  reportArchived(operation, fetchedAt);
  if (fetchedAt === Infinity) return;
  const ageSeconds = Math.max(0, Math.floor((now() - fetchedAt) / SECOND));
  reportStaleAnswer(signal, { provider, workspace, type: 'Call', ageSeconds });
}

/** What covers all of an interval; throws `failure`, the reason why the archive is needed, if any of it isn’t covered. */
export async function coverageInOutage(
  { archive, signal }: OperationArchive,
  interval: Interval,
  failure: unknown,
): Promise<readonly Covered[]> {
  if (!isOutage(failure) || readsLive(signal)) throw failure;
  const covered = await unlessFailed(archive.coverage(interval), []);
  const parts = coveredWithin(interval, covered);
  if (without(interval, parts).length > 0) throw failure;
  return parts;
}

/** What the archive gives, or `otherwise` if its database fails: everything works without it. */
export async function unlessFailed<T, U>(work: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ArchiveError) return otherwise;
    throw error;
  }
}
