import { beganAt, type Call, type CallKey } from '../../domain/call.js';
import { isOutage } from '../../domain/operation/stale.js';
import { UnreadableCallsError } from '../../domain/upstream/upstream-error.js';
import { type OperationArchive, reportArchived, reportOutage, unlessFailed } from '../operation-archive.js';
import { archivablePart } from '../read-plan.js';

/** Up to this many calls are read live, with about one request each; more are read from the archive. */
const CHEAP = 3;

/**
 * Finds calls by their keys, or why they can't be read; omits calls that don't exist. Reads a few calls live; of many,
 * reads the older ones from the archive, as well as those that can't be read live because of an outage or unreadable
 * records.
 */
export async function findCalls(
  operation: OperationArchive,
  keys: readonly CallKey[],
): Promise<ReadonlyMap<string, Call | Error>> {
  const { archive, live, scope } = operation;
  const archived = async (
    wanted: readonly CallKey[],
    report: typeof reportOutage,
    isUsable: (call: Call) => boolean,
  ) => {
    const byUuid = await unlessFailed(archive.byUuid(wanted.map(({ uuid }) => uuid)), null);
    const found = new Map<string, Call>();
    for (const key of wanted) {
      const { call, fetchedAt } = byUuid?.found.get(key.uuid) ?? { call: null, fetchedAt: null };
      if (call === null || fetchedAt === null || !beganAt(call, key) || !isUsable(call)) continue;
      report(operation, fetchedAt);
      found.set(key.uuid, call);
    }
    return found;
  };
  const isCheap = keys.length <= CHEAP || scope.readsLive;
  const isOld = ({ startedAt }: Call) =>
    archivablePart(operation, { start: startedAt, end: startedAt }) !== null;
  const old = isCheap ? new Map<string, Call>() : await archived(keys, reportArchived, isOld);
  const rest = keys.filter(({ uuid }) => !old.has(uuid));
  if (rest.length === 0) return old;
  const read = await live.find(rest);
  const failed = scope.readsLive ? [] : rest.filter(({ uuid }) => isReplaceable(read.get(uuid)));
  const replaced = failed.length === 0 ? [] : await archived(failed, reportOutage, () => true);
  return new Map([...old, ...read, ...replaced]);
}

function isReplaceable(read: unknown): boolean {
  return isOutage(read) || read instanceof UnreadableCallsError;
}
