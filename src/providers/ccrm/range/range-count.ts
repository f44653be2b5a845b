import { endingAt, HOUR, lengthOf, SECOND, startingAt, type Interval } from '../../../domain/interval.js';
import type { IntervalReader } from './interval-reader.js';
import { countByTotal, countOf, countSeveralPages, unknownPartOf } from './count-by-total.js';

/**
 * The number of calls of an interval; null if it can't be determined with few requests. Counts cached calls. For the
 * rest, uses the provider's totals, less the calls beside the interval, once a total has proved right. Throws an
 * UnreadableCallsError if the interval has unreadable records but no readable call.
 */
export async function countInterval(reader: IntervalReader, interval: Interval): Promise<number | null> {
  const count = await countOrStale(reader, interval);
  if (count === 0) reader.unreadable.throwIfUnreadable(interval);
  return count;
}

async function countOrStale(reader: IntervalReader, interval: Interval): Promise<number | null> {
  const known = await reader.within(interval);
  if (known !== null) return known.length;
  try {
    return await countUnknown(reader, interval);
  } catch (error) {
    const stale = await reader.within(interval);
    if (stale === null) throw error;
    return stale.length;
  }
}

async function countUnknown(reader: IntervalReader, interval: Interval): Promise<number | null> {
  const { unknown, beside } = unknownPartOf(reader, interval);
  if (unknown === null) return beside;
  const isNew = lengthOf(unknown) === lengthOf(interval);
  const extended = reader.extended(interval);
  const { evidence } = reader;
  if (!isNew && reader.receivedCounts(extended) === undefined && evidence.areTotalsRight) {
    const hasCache = reader.memory.workspaceCalls !== null;
    const count = await (hasCache ? countInHours : countByTotal)(reader, unknown);
    if (count === null) return countSeveralPages(reader, interval, extended);
    if (evidence.provesTotal(count)) return count + beside;
  }
  const { count, incomplete } = reader.receivedCounts(extended) ?? (await reader.fetch(extended));
  const isProved = count !== null || evidence.provesTotal(incomplete?.total ?? Infinity);
  return isProved ? countOf(reader, interval) : countSeveralPages(reader, interval, extended);
}

/** Counts whole hours separately, because intervals that start a little earlier or later share their count. */
async function countInHours(reader: IntervalReader, unknown: Interval): Promise<number | null> {
  const hours = startingAt(unknown, Math.ceil(unknown.start / HOUR) * HOUR);
  const before = endingAt(unknown, Math.ceil(unknown.start / HOUR) * HOUR - SECOND);
  if (hours === null) return countByTotal(reader, unknown);
  const [inHours, ahead] = await Promise.all([
    countCached(reader, hours),
    before === null
      ? 0
      : reader.within(before).then((calls) => calls?.length ?? countByTotal(reader, before)),
  ]);
  return inHours === null || ahead === null ? null : inHours + ahead;
}

/** Like `countByTotal`, but uses and caches the count that operations share. */
async function countCached(reader: IntervalReader, interval: Interval): Promise<number | null> {
  const { workspaceCalls, now } = reader.memory;
  const cached = reader.cached?.countOf(interval) ?? null;
  if (cached !== null) {
    reader.reports.read(interval, cached.requestedAt);
    return cached.count;
  }
  const requestedAt = now();
  const epoch = workspaceCalls?.epoch ?? 0;
  const count = await countByTotal(reader, interval);
  // Not 0: later operations wouldn't know about unreadable records. Empty intervals are cached themselves.
  if (count !== null && count > 0) workspaceCalls?.addCount(interval, count, requestedAt, epoch);
  return count;
}
