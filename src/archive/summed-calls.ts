import type { CallCriteria } from '../domain/call-criteria.js';
import type { CallGroupKey, CallsOrSums } from '../domain/call-sums.js';
import type { Interval } from '../domain/interval.js';
import { MixedWalk } from './mixed-walk.js';
import { type OperationArchive, readWhole, reportArchived } from './operation-archive.js';
import { readPlan } from './read-plan.js';

/** The sums of an interval's archived calls in each group, and the other calls themselves. */
export async function* summedCalls(
  operation: OperationArchive,
  interval: Interval,
  groups: readonly CallGroupKey[],
  criteria: CallCriteria | null,
): AsyncGenerator<CallsOrSums> {
  const walk = new MixedWalk(operation, 'NEWEST_FIRST', criteria);
  for (const segment of await readPlan(operation, interval)) {
    if (segment.from === 'PROVIDER') {
      for await (const calls of walk.live(segment)) yield { calls };
      continue;
    }
    const sums = await readWhole(operation, segment, (archive) =>
      archive.sums({ ...segment, groups, criteria }),
    );
    if (sums === null) {
      for await (const calls of walk.archived(segment)) yield { calls };
    } else {
      yield { sums };
      reportArchived(operation, segment.fetchedAt);
    }
  }
}
