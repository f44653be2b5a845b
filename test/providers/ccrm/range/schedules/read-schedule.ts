import type { CallHistory } from '../../../../../src/domain/sources.js';
import { UpstreamError } from '../../../../../src/domain/upstream/upstream-error.js';
import { createLocalClock } from '../../../../../src/providers/ccrm/local-clock.js';
import type { Schedule } from './schedule.js';
import type { ScheduledProvider } from './scheduled-provider.js';

const clock = createLocalClock('Europe/Warsaw');

/** The result of reading a schedule's range. */
export interface Outcome {
  readonly schedule: string;
  /** The number of calls that existed throughout and weren't seen. */
  readonly lost: number;
  readonly duplicates: number;
  /** The number of calls out of the walk's order. */
  readonly misplaced: number;
  /** The number of calls that were never in the range. */
  readonly foreign: number;
  /** The count, if nothing changed and it is neither null nor right. */
  readonly wrongCount: number | null;
  /** null if the read succeeded. */
  readonly error: string | null;
  /** Whether a second and its neighbours held more than a page of calls. */
  readonly hasCrowd: boolean;
  readonly requests: number;
}

/** Walks and counts the range of a schedule. */
export async function readSchedule(
  schedule: Schedule,
  provider: ScheduledProvider,
  history: CallHistory,
): Promise<Outcome> {
  const { range, walk } = schedule;
  const seen: { readonly uuid: string; readonly startedAt: number }[] = [];
  const counts: (number | null)[] = [];
  const error = await (async () => {
    for await (const calls of history.walk(range, walk)) seen.push(...calls);
    counts.push(await history.count(range));
    return null;
  })().catch((reason: unknown) => {
    if (reason instanceof UpstreamError) return `${reason.code}: ${reason.message}`;
    throw reason;
  });
  const isWithin = (callDate: string) => {
    const instant = clock.instantOf(callDate) ?? NaN;
    return instant >= range.from && instant < range.to;
  };
  const [count = null] = counts;
  const uuids = new Set(seen.map(({ uuid }) => uuid));
  const keys = seen.map(({ startedAt, uuid }) => `${String(startedAt).padStart(15, '0')} ${uuid}`);
  const expected = walk === 'OLDEST_FIRST' ? keys.toSorted() : keys.toSorted().reverse();
  const stayed = [...provider.stayed].filter(({ callDate }) => isWithin(callDate));
  const isStill = schedule.changes === 0;
  const { seed, order, ties, bounds, pageSize, totals, shape, changes } = schedule;
  return {
    schedule: JSON.stringify({ seed, order, ties, bounds, pageSize, totals, shape, walk, changes }),
    lost: error === null ? stayed.filter(({ uuid }) => !uuids.has(uuid)).length : 0,
    duplicates: keys.length - uuids.size,
    misplaced: keys.filter((key, index) => key !== expected[index]).length,
    foreign: seen.filter(({ uuid }) => !isWithin(provider.ever.get(uuid)?.callDate ?? '')).length,
    wrongCount: isStill && error === null && count !== null && count !== stayed.length ? count : null,
    error,
    hasCrowd: provider.hasCrowd,
    requests: provider.requests,
  };
}

/** Whether nothing is lost, duplicated, misplaced or miscounted. An error is right only if `hasCrowd`. */
export function isRight({
  lost,
  duplicates,
  misplaced,
  foreign,
  wrongCount,
  error,
  hasCrowd,
}: Outcome): boolean {
  const isAllowed = error === null || (hasCrowd && error.startsWith('UPSTREAM_BAD_RESPONSE'));
  return lost + duplicates + misplaced + foreign === 0 && wrongCount === null && isAllowed;
}
