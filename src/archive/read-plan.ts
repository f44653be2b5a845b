import { endingAt, HOUR, type Interval, SECOND } from '../domain/interval.js';
import { readsLive } from '../domain/operation/live-reads.js';
import { type Covered, coveredWithin, joined, without } from './store/coverage.js';
import { type OperationArchive, unlessFailed } from './operation-archive.js';

/** What is younger changes too often to be taken from the archive, except in an outage. */
const ALWAYS_LIVE = HOUR;
/** Calls that the provider gives in about one page: not worth an older answer. */
const CHEAP = 900;

/** A part of an interval, and where it is read. */
export interface Segment extends Interval {
  readonly from: 'ARCHIVE' | 'PROVIDER';
}

export interface ReadPlan {
  /** The whole interval, oldest first. */
  readonly segments: readonly Segment[];
  /** What covers the archive’s segments. */
  readonly covered: readonly Covered[];
}

/**
 * Where each part of an interval is read. All of it is read live if that is cheap, if nothing older than an hour is
 * archived, and if the operation demands it.
 */
export async function readPlan(operation: OperationArchive, interval: Interval): Promise<ReadPlan> {
  const allLive: ReadPlan = { segments: [{ ...interval, from: 'PROVIDER' }], covered: [] };
  const past = archivablePart(operation, interval);
  if (past === null) return allLive;
  const { archive } = operation;
  const covered = coveredWithin(past, await unlessFailed(archive.coverage(past), []));
  if (covered.length === 0) return allLive;
  const isWhole = without(past, covered).length === 0;
  const archived = isWhole ? await unlessFailed(archive.count(past, CHEAP + 1), 0) : Infinity;
  return archived <= CHEAP ? allLive : { segments: segmentsOf(interval, covered), covered };
}

/** What of an interval the archive may answer while the provider answers, too; null if nothing. */
export function archivablePart({ signal, now }: OperationArchive, interval: Interval): Interval | null {
  if (readsLive(signal)) return null;
  return endingAt(interval, Math.floor((now() - ALWAYS_LIVE) / SECOND) * SECOND);
}

/** An interval cut where its coverage begins and ends, oldest first. */
function segmentsOf(interval: Interval, covered: readonly Covered[]): readonly Segment[] {
  const archived = joined(covered);
  const missing = without(interval, archived);
  return [
    ...archived.map((part) => ({ ...part, from: 'ARCHIVE' as const })),
    ...missing.map((part) => ({ ...part, from: 'PROVIDER' as const })),
  ].sort((a, b) => a.start - b.start);
}
