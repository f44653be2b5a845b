import type { OperationScope } from '../domain/operation/operation-scope.js';
import { type Interval, SECOND } from '../domain/interval.js';
import type { CallHistory } from '../domain/sources.js';
import { isOutage } from '../domain/operation/stale.js';
import type { Provider } from '../domain/upstream/upstream-error.js';
import type { AccountArchive } from './account-archive.js';
import { ArchiveError } from '../domain/archive/archive-errors.js';

/** One workspace’s archive beside the live call history, as one operation sees them. */
export interface OperationArchive {
  readonly live: CallHistory;
  readonly archive: AccountArchive;
  readonly provider: Provider;
  readonly workspace: string;
  readonly scope: OperationScope;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Tells the operation that it is given what was fetched then, in milliseconds since the epoch; Infinity is nothing. */
export function reportArchived({ scope }: Pick<OperationArchive, 'scope'>, fetchedAt: number): void {
  if (fetchedAt === Infinity) return;
  scope.report({ kind: 'ARCHIVED', fetchedAt });
  // To answer from the archive again is cheap, and never staler.
  scope.report({ kind: 'READ', freshMs: 0, writable: false });
}

/** Also tells it that this stands in for an answer that the provider failed to give. */
export function reportOutage(operation: OperationArchive, fetchedAt: number): void {
  const { scope, provider, workspace, now } = operation;
  reportArchived(operation, fetchedAt);
  if (fetchedAt === Infinity) return;
  const ageSeconds = Math.max(0, Math.floor((now() - fetchedAt) / SECOND));
  scope.report({ kind: 'STALE', answer: { provider, workspace, type: 'Call', ageSeconds } });
}

/**
 * When the least recent part of an interval was fetched, in milliseconds since the epoch; throws `failure`, the reason why
 * the archive is needed, unless all of it is covered.
 */
export async function fetchOfWholeInOutage(
  { archive, scope }: OperationArchive,
  interval: Interval,
  failure: unknown,
): Promise<number> {
  if (!isOutage(failure) || scope.readsLive) throw failure;
  const fetchedAt = await unlessFailed(archive.fetchOfWhole(interval), null);
  if (fetchedAt === null) throw failure;
  return fetchedAt;
}

/**
 * What the archive's calls of a covered interval come to. null if its database fails, or if some of them were deleted
 * meanwhile: an interval that is covered afterwards was complete when it was read.
 */
export async function readWhole<T>(
  { archive }: OperationArchive,
  interval: Interval,
  read: (archive: AccountArchive) => Promise<T>,
): Promise<T | null> {
  const value = await unlessFailed(read(archive), null);
  const fetchedAt = value === null ? null : await unlessFailed(archive.fetchOfWhole(interval), null);
  return fetchedAt === null ? null : value;
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
