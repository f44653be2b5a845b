import { LRUCache } from 'lru-cache';
import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { Awaitable } from '../../domain/awaitable.js';
import type { Provider } from '../../domain/upstream/upstream-error.js';
import type { CacheRead } from '../../domain/operation/upstream-use.js';
import { isNothing } from '../../json/decode.js';
import type { CacheNamespace } from '../redis/cache-namespace.js';
import { createSingleFlights } from './single-flight.js';

export interface ReadThroughOptions<T> {
  readonly provider: Provider;
  /** The name of the cached resource, for reports. */
  readonly route: string;
  /** The workspace that a key belongs to; the key itself if absent. */
  readonly workspaceOf?: (key: string) => string;
  /** Seconds for which a value is fresh; with 0 each read requests it from the provider. */
  readonly ttl: number;
  /** Seconds for which a value may be used in an outage after it was fresh; 0 if absent. */
  readonly maxStale?: number;
  readonly maxBytes: number;
  /** The approximate size of a value in bytes. */
  readonly sizeOf: (value: T) => number;
  /** Whether a mutation can change the value. */
  readonly writable: boolean;
  /** Milliseconds; a monotonic clock if absent. */
  readonly now?: (() => number) | undefined;
  /** Called with every workspace that `forget` forgets. */
  readonly forgotten?: (workspace: string) => void;
}

/** Requests the value from the provider, and passes its record, which replicas share, to `share`. */
export type Load<T> = (scope: OperationScope, share?: (record: unknown) => void) => Promise<T>;

/** The record of a value in the cache that replicas share. */
export interface SharedRecord<T> {
  readonly account: Pick<CacheNamespace, 'generation' | 'find' | 'keep'>;
  readonly name: string;
  /** Must not report anomalies, which have been reported. A record for which it returns null, or throws, isn't used. */
  readonly decode: (record: unknown) => T | null;
}

export type ReadThroughCache<T> = ReturnType<typeof createReadThroughCache<T>>;

interface Entry<T> {
  readonly value: T;
  readonly requestedAt: number;
}

/**
 * Caches values of one kind by key. Concurrent reads of a key share one request. Background reads have separate
 * requests, because those wait for the archive's pace.
 */
export function createReadThroughCache<T>(options: ReadThroughOptions<T>) {
  const { provider, route, ttl, maxStale = 0, maxBytes, sizeOf, writable, forgotten } = options;
  const { workspaceOf = (key) => key, now = () => performance.now() } = options;
  const entries = new LRUCache<string, Entry<T>>({
    maxSize: maxBytes,
    sizeCalculation: ({ value }, key) => key.length + sizeOf(value) + 1,
  });
  const flights = createSingleFlights<Entry<T>>(provider);
  /** How often each workspace has been forgotten. */
  const epochs = new Map<string, number>();
  const lifetime = (ttl + maxStale) * 1000;
  const epochOf = (key: string) => epochs.get(workspaceOf(key)) ?? 0;
  /** Background reads have separate flights, which wait for their pace. */
  const flightOf = (key: string, { pace }: OperationScope) =>
    `${pace === undefined ? '' : 'paced '}${String(epochOf(key))} ${key}`;
  const freshMs = ({ requestedAt }: Entry<T>) => requestedAt + ttl * 1000 - now();

  function reportCacheRead(key: string, scope: OperationScope, result: CacheRead['result']): void {
    if (lifetime === 0) return;
    scope.report({ kind: 'CACHE_READ', provider, workspace: workspaceOf(key), route, result });
  }

  function reported(entry: Entry<T>, scope: OperationScope): T {
    scope.report({ kind: 'READ', freshMs: freshMs(entry), writable });
    return entry.value;
  }

  function freshEntry(key: string): Entry<T> | null {
    const entry = entries.get(key);
    return entry !== undefined && freshMs(entry) > 0 ? entry : null;
  }

  /** Caches another replica's value if it is newer. One that isn't fresh may still help in an outage. */
  async function adopt(key: string, { account, name, decode }: SharedRecord<T>): Promise<void> {
    const found = await account.find(name);
    if (found === null || isNothing(found.value) || found.generation !== account.generation) return;
    const value = unlessUnreadable(() => decode(found.value));
    const requestedAt = now() - found.age;
    if (value !== null && requestedAt > (entries.get(key)?.requestedAt ?? -Infinity))
      entries.set(key, { value, requestedAt });
  }

  /** Loads a value. Caches it unless a later one has arrived or its workspace was forgotten meanwhile. */
  async function loaded(
    key: string,
    scope: OperationScope,
    load: Load<T>,
    shared: SharedRecord<T> | null,
  ): Promise<Entry<T>> {
    const epoch = epochOf(key);
    const generation = shared?.account.generation ?? null;
    const requestedAt = now();
    let record: unknown = null;
    const value = await load(scope, (each) => (record = each));
    const isLatest = requestedAt >= (entries.get(key)?.requestedAt ?? -Infinity);
    if (lifetime > 0 && epochOf(key) === epoch && isLatest) {
      entries.set(key, { value, requestedAt });
      const keeping = { generation, age: now() - requestedAt, lifetime };
      if (shared !== null && !isNothing(record)) void shared.account.keep(shared.name, record, keeping);
    }
    return { value, requestedAt };
  }

  return {
    /**
     * The value of a key, synchronously if it is fresh; otherwise `load` requests it from the provider. A failure
     * rejects every waiting read and isn't cached. `shared` is read before the provider, and written afterwards unless the
     * provider's record is empty. Reports to `scope` how long the value stays fresh and whether it was cached. An
     * operation that reads live never receives a value that was requested earlier; the value it receives is cached for
     * others.
     */
    read(
      key: string,
      scope: OperationScope,
      load: Load<T>,
      shared: SharedRecord<T> | null = null,
    ): Awaitable<T> {
      const { readsLive } = scope;
      const entry = readsLive ? null : freshEntry(key);
      if (entry !== null) {
        reportCacheRead(key, scope, 'HIT');
        return reported(entry, scope);
      }
      const start = async (joint: OperationScope) => {
        if (shared !== null && !readsLive) await adopt(key, shared);
        const adopted = readsLive ? null : freshEntry(key);
        reportCacheRead(key, scope, adopted === null ? 'MISS' : 'HIT');
        return adopted ?? loaded(key, joint, load, shared);
      };
      const name = flightOf(key, scope);
      const flight = readsLive ? flights.begin(name, scope, start) : flights.join(name, scope, start);
      return flight.then((each) => reported(each, scope));
    },
    /**
     * The last value of a key, fresh or not, and the whole seconds since its request; null if there is none or it is
     * older than its lifetime.
     */
    lastValue(key: string): { readonly value: T; readonly ageSeconds: number } | null {
      const entry = entries.get(key);
      if (entry === undefined) return null;
      const age = now() - entry.requestedAt;
      if (age < lifetime) return { value: entry.value, ageSeconds: Math.floor(age / 1000) };
      entries.delete(key);
      return null;
    },
    /** Forgets a workspace's values. One in flight still reaches the reads that wait for it, but isn't cached. */
    forget(workspace: string): void {
      for (const key of entries.keys()) if (workspaceOf(key) === workspace) entries.delete(key);
      epochs.set(workspace, (epochs.get(workspace) ?? 0) + 1);
      forgotten?.(workspace);
    },
  };
}

function unlessUnreadable<T>(decode: () => T): T | null {
  try {
    return decode();
  } catch {
    return null;
  }
}
