import type { CallCriteria } from '../domain/call-criteria.js';
import type { CallGroupKey, CallsOrSums } from '../domain/call-sums.js';
import type { Interval } from '../domain/interval.js';
import { MixedWalk } from './mixed-walk.js';
import { type OperationArchive, reportArchived, unlessFailed } from './operation-archive.js';
import { readPlan } from './read-plan.js';
import { UnreadableSegments } from './unreadable-segments.js';

/**
 * The sums of an interval's archived calls in each group, and the other calls themselves. Throws an
 * UnreadableCallsError if the interval has records but no readable call.
 */
export async function* summedCalls(
  operation: OperationArchive,
  interval: Interval,
  groups: readonly CallGroupKey[],
  criteria: CallCriteria | null,
): AsyncGenerator<CallsOrSums> {
  const walk = new MixedWalk(operation, 'NEWEST_FIRST', criteria);
  const segments = await readPlan(operation, interval);
  const unreadable = new UnreadableSegments(operation);
  for (const segment of segments) {
    if (segment.from === 'PROVIDER') {
      for await (const calls of unreadable.leftOut(walk.live(segment))) yield { calls };
      continue;
    }
    const query = { ...segment, groups, criteria };
    const sums = await unlessFailed(operation.archive.sums(query), null);
    if (sums === null) {
      for await (const calls of unreadable.leftOut(walk.archived(segment))) yield { calls };
    } else {
      yield { sums };
      reportArchived(operation, segment.fetchedAt);
    }
  }
  await unreadable.judge(segments);
}
