import type { Call } from '../../../domain/call.js';
import type { CacheNamespace } from '../../../upstream/redis/cache-namespace.js';
import type { CallDecoder, RecordedCall } from '../../../domain/archive/call-archive.js';
import { callsWithin, contains, SECOND, type Interval } from '../../../domain/interval.js';
import { mapInSlices } from '../../../domain/operation/slices.js';
import { list } from '../../../json/decode.js';
import type { RequestedInterval } from './call-freshness.js';
import type { WorkspaceCalls } from './workspace-calls.js';

/** The intervals of one workspace's call history that replicas share. */
export type RedisCalls = ReturnType<typeof createRedisCalls>;

/** The number of records tried for one instant: Redis may have evicted some that are still listed. */
const MAX_TRIED = 3;

/** Stores intervals as listed records of `account`. `remember` is called with every call that is copied from Redis. */
export function createRedisCalls(
  account: CacheNamespace,
  workspaceCalls: WorkspaceCalls,
  decoder: CallDecoder,
  remember: (call: Call) => void,
) {
  const { freshness } = workspaceCalls;
  /** Copies in flight, by the record's name. */
  const inFlight = new Map<string, Promise<boolean>>();

  /** Whether the record was found and could be used; false if another one should be tried. */
  async function copy(name: string): Promise<boolean> {
    const interval = readName(name);
    const { epoch } = workspaceCalls;
    const found = await account.find(name);
    if (interval === null || found === null) return false;
    const calls = await decoded(list(found.value), interval);
    if (calls === null || found.generation !== account.generation) return false;
    workspaceCalls.add({ ...interval, calls }, freshness.now() - found.age, epoch);
    for (const call of calls) remember(call);
    return true;
  }

  /** null if there are no records, or one of them isn't a call of the interval, which would then lack a call. */
  async function decoded(records: readonly unknown[], interval: Interval): Promise<readonly Call[] | null> {
    const read = await mapInSlices(records, (record) => decoder.decodeCall(record));
    const readable = read.filter((call) => call !== null);
    const calls = callsWithin(interval, readable);
    return calls.length === 0 || calls.length < records.length ? null : calls;
  }

  return {
    /** Read it before a request, and pass it to `keep` with the result; null if nothing can be stored. */
    get generation(): string | null {
      return account.generation;
    },
    /**
     * Copies the latest shared interval that is fresh around an instant into the workspace's cache; with `inOutage`, also
     * one that may only be used in an outage. Does nothing if there is none.
     */
    async lookUp(instant: number, inOutage: boolean): Promise<void> {
      const isOfUse = (name: string) => {
        const interval = readName(name);
        const parts = interval === null ? [] : freshness.usableParts(interval, inOutage);
        return parts.some((part) => contains(part, instant));
      };
      const names = (await account.names()).filter(isOfUse);
      for (const name of names.slice(0, MAX_TRIED)) {
        const copied = inFlight.get(name) ?? copy(name).finally(() => inFlight.delete(name));
        inFlight.set(name, copied);
        if (await copied) return;
      }
    },
    /**
     * Stores the records of all calls of an interval, oldest first, in the background; ignores an interval without
     * calls. `requestedAt`: in milliseconds since the epoch, by the clock of the workspace's cache.
     */
    keep(
      { start, end }: Interval,
      calls: readonly RecordedCall[],
      requestedAt: number,
      generation: string | null,
    ): void {
      if (calls.length === 0) return;
      const name = ['calls', start, end, requestedAt].join('/');
      const records = calls.map(({ record }) => record);
      const lifetime = freshness.lifetime({ start, end, requestedAt });
      const keeping = { generation, age: freshness.now() - requestedAt, lifetime };
      void account.keep(name, records, keeping, true);
    },
  };
}

function readName(name: string): RequestedInterval | null {
  const match = /^calls\/(-?\d{1,15})\/(-?\d{1,15})\/(\d{1,15})$/.exec(name);
  const [start = NaN, end = NaN, requestedAt = NaN] = match?.slice(1).map(Number) ?? [];
  return start <= end && start % SECOND === 0 && end % SECOND === 0 ? { start, end, requestedAt } : null;
}
