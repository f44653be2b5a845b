import { endingAt, HOUR, type Interval, SECOND, startingAt } from '../domain/interval.js';
import { type Covered, coveredWithin, joined, oldestFetch, without } from './store/coverage.js';
import { type OperationArchive, unlessFailed } from './operation-archive.js';

/** Younger calls change too often to be read from the archive, except in an outage. */
const ALWAYS_LIVE = HOUR;
/** The number of calls that the provider returns in about one page, so that reading them live is cheap. */
const CHEAP = 900;

/** A part of an interval, and where it is read from. */
export type Segment = ArchivedSegment | (Interval & { readonly from: 'PROVIDER' });

export interface ArchivedSegment extends Interval {
  readonly from: 'ARCHIVE';
  /** The earliest fetch in it, in milliseconds since the epoch. */
  readonly fetchedAt: number;
}

/**
 * Where each part of an interval is read from, oldest first. All of it is read live if the operation requires it, if
 * nothing older than an hour is archived, or if everything older is archived and has few calls.
 */
export async function readPlan(operation: OperationArchive, interval: Interval): Promise<readonly Segment[]> {
  const allLive: Segment[] = [{ ...interval, from: 'PROVIDER' }];
  const past = archivablePart(operation, interval);
  if (past === null) return allLive;
  const { archive } = operation;
  const fetchedAt = await unlessFailed(archive.store.fetchOfWhole(past), null);
  if (fetchedAt === null) {
    const covered = coveredWithin(past, await unlessFailed(archive.store.coverage(past), []));
    return segmentsOf(interval, covered);
  }
  const archived = await unlessFailed(archive.store.count(past, CHEAP + 1), 0);
  if (archived <= CHEAP) return allLive;
  const young = startingAt(interval, past.end + SECOND);
  return [
    { ...past, from: 'ARCHIVE', fetchedAt },
    ...(young === null ? [] : [{ ...young, from: 'PROVIDER' as const }]),
  ];
}

/** The part of an interval that may be read from the archive without an outage; null if there is none. */
export function archivablePart({ scope, now }: OperationArchive, interval: Interval): Interval | null {
  if (scope.readsLive) return null;
  return endingAt(interval, Math.floor((now() - ALWAYS_LIVE) / SECOND) * SECOND);
}

/** Splits an interval where its coverage begins and ends; oldest first. */
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
