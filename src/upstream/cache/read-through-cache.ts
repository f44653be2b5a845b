import { LRUCache } from 'lru-cache';
import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { Awaitable } from '../../domain/awaitable.js';
import { isOutage, isRefusal, type StaleValue } from '../../domain/operation/stale.js';
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
  /** Seconds for which a value may be used in an outage after it is no longer fresh; 0 if absent. */
  readonly maxStale?: number;
  /** The GraphQL type of the values; if absent, none is used in an outage. */
  readonly type?: StaleValue['type'];
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
  readonly account: Pick<CacheNamespace, 'generation' | 'find' | 'keep' | 'forget'>;
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
  const { provider, route, ttl, maxStale = 0, type, maxBytes, sizeOf, writable, forgotten } = options;
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
    const requestedAt = now() - found.age;
    if (requestedAt <= (entries.get(key)?.requestedAt ?? -Infinity)) return;
    try {
      const value = decode(found.value);
      if (value !== null) entries.set(key, { value, requestedAt });
    } catch {
      // An unreadable record is treated as missing.
    }
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

  /** Forgets a workspace's values. One in flight still reaches the reads that wait for it, but isn't cached. */
  function forget(workspace: string): void {
    for (const key of entries.keys()) if (workspaceOf(key) === workspace) entries.delete(key);
    epochs.set(workspace, (epochs.get(workspace) ?? 0) + 1);
    forgotten?.(workspace);
  }

  /** The stale value that replaces a failure in an outage; otherwise throws the failure. */
  function staleValue(
    key: string,
    scope: OperationScope,
    failure: unknown,
    shared: SharedRecord<T> | null,
  ): T {
    const workspace = workspaceOf(key);
    if (isRefusal(failure)) {
      forget(workspace);
      void shared?.account.forget();
    }
    const entry = isOutage(failure) && !scope.readsLive ? entries.get(key) : undefined;
    const age = entry === undefined ? Infinity : now() - entry.requestedAt;
    if (entry === undefined || age >= lifetime || type === undefined) throw failure;
    const ageSeconds = Math.floor(age / 1000);
    scope.report({ kind: 'STALE', value: { provider, workspace, type, ageSeconds } });
    return entry.value;
  }

  return {
    forget,
    /**
     * The value of a key, synchronously if it is fresh; otherwise `load` requests it from the provider. A failure
     * reaches every waiting read and isn't cached: in an outage, a stale value replaces it. If the provider rejects the
     * credentials, every replica forgets the workspace's values. `shared` is read before the provider, and written
     * afterwards unless the provider's record is empty. Reports to `scope` how long the value stays fresh, or how old it
     * is, and whether it was cached. An operation that reads live never receives a value that was requested earlier;
     * the value it receives is cached for others.
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
      return flight.then(
        (each) => reported(each, scope),
        (error: unknown) => staleValue(key, scope, error, shared),
      );
    },
  };
}
