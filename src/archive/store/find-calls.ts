import type { Call } from '../../domain/call.js';
import { isOutage } from '../../domain/operation/stale.js';
import type { ArchivedCall } from '../account-archive.js';
import { type OperationArchive, reportArchived, reportOutage, unlessFailed } from '../operation-archive.js';
import { archivablePart } from '../read-plan.js';

/** Calls that are found live, each with a request at most; more come from the archive. */
const CHEAP = 3;

type Found = ReadonlyMap<string, Call>;

/**
 * Calls that are named by more than their uuid: a few are found live, the older ones of many in the archive, and in an
 * outage all that are archived. `isNamed` tells whether an archived call is the one that is meant.
 */
export async function findCalls<Key extends Pick<Call, 'uuid'>>(
  operation: OperationArchive,
  keys: readonly Key[],
  isNamed: (call: Call, key: Key) => boolean,
  findLive: (keys: readonly Key[]) => Promise<Found>,
): Promise<Found> {
  const { archive, scope } = operation;
  const archived = async (report: typeof reportOutage, isUsable: (call: Call) => boolean) => {
    const byUuid = await unlessFailed(
      archive.byUuid(keys.map(({ uuid }) => uuid)),
      new Map<string, ArchivedCall>(),
    );
    const found = new Map<string, Call>();
    for (const key of keys) {
      const { call, fetchedAt } = byUuid.get(key.uuid) ?? { call: null, fetchedAt: null };
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
    if (!isOutage(error) || scope.readsLive) throw error;
    const found = await archived(reportOutage, () => true);
    if (rest.some(({ uuid }) => !found.has(uuid))) throw error;
    return found;
  }
}
