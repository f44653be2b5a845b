import type { OperationScope } from '../domain/operation/operation-scope.js';
import { type Interval, SECOND } from '../domain/interval.js';
import type { CallHistory } from '../domain/sources.js';
import { isOutage } from '../domain/operation/stale.js';
import type { Provider } from '../domain/upstream/upstream-error.js';
import type { AccountArchive } from './account-archive.js';
import { ArchiveError } from '../domain/archive/archive-errors.js';

/** One workspace's archive and live call history, for one operation. */
export interface OperationArchive {
  readonly live: CallHistory;
  readonly archive: AccountArchive;
  readonly provider: Provider;
  readonly workspace: string;
  readonly scope: OperationScope;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Reports to the operation that it received archived data. `fetchedAt`: their earliest fetch, in milliseconds since the
 * epoch; Infinity reports nothing.
 */
export function reportArchived({ scope }: Pick<OperationArchive, 'scope'>, fetchedAt: number): void {
  if (fetchedAt === Infinity) return;
  scope.report({ kind: 'ARCHIVED', fetchedAt });
  // Not cacheable: reading the archive again is cheap, and never returns older data.
  scope.report({ kind: 'READ', freshMs: 0, writable: false });
}

/** Also reports that the data replace a response that failed. */
export function reportOutage(operation: OperationArchive, fetchedAt: number): void {
  const { scope, provider, workspace, now } = operation;
  reportArchived(operation, fetchedAt);
  if (fetchedAt === Infinity) return;
  const ageSeconds = Math.max(0, Math.floor((now() - fetchedAt) / SECOND));
  scope.report({ kind: 'STALE', value: { provider, workspace, type: 'Call', ageSeconds } });
}

/**
 * The earliest fetch in an interval, in milliseconds since the epoch. Rejects with `failure`, the provider's error,
 * unless it is an outage, the operation may read the archive, and all of the interval is covered.
 */
export async function fetchOfWholeInOutage(
  { archive, scope }: OperationArchive,
  interval: Interval,
  failure: unknown,
): Promise<number> {
  if (!isOutage(failure) || scope.readsLive) throw failure;
  const fetchedAt = await unlessFailed(archive.store.fetchOfWhole(interval), null);
  if (fetchedAt === null) throw failure;
  return fetchedAt;
}

/** The result of `work`, or `otherwise` if the archive's database fails. */
export async function unlessFailed<T, U>(work: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ArchiveError) return otherwise;
    throw error;
  }
}
