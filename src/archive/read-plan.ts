import { endingAt, HOUR, type Interval, SECOND, startingAt } from '../domain/interval.js';
import { type Covered, coveredWithin, joined, oldestFetch, without } from './store/coverage.js';
import { type OperationArchive, unlessFailed } from './operation-archive.js';

/** What is younger changes too often to be taken from the archive, except in an outage. */
const ALWAYS_LIVE = HOUR;
/** Calls that the provider gives in about one page: not worth an older answer. */
const CHEAP = 900;

/** A part of an interval, and where it is read. */
export type Segment = ArchivedSegment | (Interval & { readonly from: 'PROVIDER' });

export interface ArchivedSegment extends Interval {
  readonly from: 'ARCHIVE';
  /** When the least recent part of it was fetched, in milliseconds since the epoch. */
  readonly fetchedAt: number;
}

/**
 * Where each part of an interval is read, oldest first. All of it is read live if that is cheap, if nothing older than an
 * hour is archived, and if the operation demands it.
 */
export async function readPlan(operation: OperationArchive, interval: Interval): Promise<readonly Segment[]> {
  const allLive: Segment[] = [{ ...interval, from: 'PROVIDER' }];
  const past = archivablePart(operation, interval);
  if (past === null) return allLive;
  const { archive } = operation;
  const fetchedAt = await unlessFailed(archive.fetchOfWhole(past), null);
  if (fetchedAt === null) {
    const covered = coveredWithin(past, await unlessFailed(archive.coverage(past), []));
    return segmentsOf(interval, covered);
  }
  const archived = await unlessFailed(archive.count(past, CHEAP + 1), 0);
  if (archived <= CHEAP) return allLive;
  const young = startingAt(interval, past.end + SECOND);
  return [
    { ...past, from: 'ARCHIVE', fetchedAt },
    ...(young === null ? [] : [{ ...young, from: 'PROVIDER' as const }]),
  ];
}

/** What of an interval the archive may answer while the provider answers, too; null if nothing. */
export function archivablePart({ scope, now }: OperationArchive, interval: Interval): Interval | null {
  if (scope.readsLive) return null;
  return endingAt(interval, Math.floor((now() - ALWAYS_LIVE) / SECOND) * SECOND);
}

/** An interval cut where its coverage begins and ends, oldest first. */
function segmentsOf(interval: Interval, covered: readonly Covered[]): readonly Segment[] {
  const archived = joined(covered);
  const missing = without(interval, archived);
  return [
    ...archived.map((part) => {
      const fetchedAt = oldestFetch(coveredWithin(part, covered));
      return { ...part, from: 'ARCHIVE' as const, fetchedAt };
    }),
    ...missing.map((part) => ({ ...part, from: 'PROVIDER' as const })),
  ].sort((a, b) => a.start - b.start);
}
