import type { Call } from '../../domain/call.js';
import { isOutage } from '../../domain/operation/stale.js';
import { UnreadableCallsError } from '../../domain/upstream/upstream-error.js';
import { type OperationArchive, reportArchived, reportOutage, unlessFailed } from '../operation-archive.js';
import { archivablePart } from '../read-plan.js';

/** Up to this many calls are read live, with about one request each; more are read from the archive. */
const CHEAP = 3;

type Found = ReadonlyMap<string, Call>;

/**
 * Finds calls by keys that have more than a uuid; omits calls that don't exist. Reads a few calls live; of many, reads
 * the older ones from the archive. In an outage, or if live records are unreadable, reads all from the archive, and
 * rejects with the provider's error if one isn't there. `isNamed`: whether an archived call matches its key.
 */
export async function findCalls<Key extends Pick<Call, 'uuid'>>(
  operation: OperationArchive,
  keys: readonly Key[],
  isNamed: (call: Call, key: Key) => boolean,
  findLive: (keys: readonly Key[]) => Promise<Found>,
): Promise<Found> {
  const { archive, scope } = operation;
  const archived = async (report: typeof reportOutage, isUsable: (call: Call) => boolean) => {
    const byUuid = await unlessFailed(archive.byUuid(keys.map(({ uuid }) => uuid)), null);
    const found = new Map<string, Call>();
    for (const key of keys) {
      const { call, fetchedAt } = byUuid?.found.get(key.uuid) ?? { call: null, fetchedAt: null };
      if (call === null || fetchedAt === null || !isNamed(call, key) || !isUsable(call)) continue;
      report(operation, fetchedAt);
      found.set(key.uuid, call);
    }
    return found;
  };
  const isCheap = keys.length <= CHEAP || scope.readsLive;
  const isOld = ({ startedAt }: Call) =>
    archivablePart(operation, { start: startedAt, end: startedAt }) !== null;
  const old = isCheap ? new Map<string, Call>() : await archived(reportArchived, isOld);
  const rest = keys.filter(({ uuid }) => !old.has(uuid));
  if (rest.length === 0) return old;
  try {
    return new Map([...old, ...(await findLive(rest))]);
  } catch (error) {
    const isReplaceable = isOutage(error) || error instanceof UnreadableCallsError;
    if (!isReplaceable || scope.readsLive) throw error;
    const found = await archived(reportOutage, () => true);
    if (rest.some(({ uuid }) => !found.has(uuid))) throw error;
    return found;
  }
}
