import { LRUCache } from 'lru-cache';
import type { Awaitable } from '../../domain/awaitable.js';
import { reportRead } from '../../domain/operation/freshness.js';
import { readsLive } from '../../domain/operation/live-reads.js';
import type { Provider } from '../../domain/upstream/upstream-error.js';
import { reportUpstreamUse, type KeptUse } from '../../domain/operation/upstream-use.js';
import type { SharedAnswer } from '../redis/shared-answer.js';
import { createSingleFlights } from './single-flight.js';

export interface ReadThroughOptions<T> {
  readonly provider: Provider;
  /** The name of the resource that is asked. */
  readonly route: string;
  /** The workspace that a key belongs to. */
  readonly workspaceOf: (key: string) => string;
  /** Seconds for which an answer is fresh; 0 asks the provider anew each time. */
  readonly ttl: number;
  /** Seconds for which an answer is kept when it isn't fresh any more; 0 if absent. */
  readonly maxStale?: number;
  readonly maxBytes: number;
  /** Roughly how many bytes an answer takes. */
  readonly sizeOf: (value: T) => number;
  /** Whether a mutation changes what is read. */
  readonly writable: boolean;
  /** Milliseconds; a clock that never goes back if absent. */
  readonly now?: (() => number) | undefined;
  /** Is told of every key that `forget` forgets. */
  readonly forgotten?: (key: string) => void;
}

/** Answers of one kind by key: a fresh one is given at once, many who ask at the same time share one request. */
export interface ReadThroughCache<T> {
  /**
   * The answer of a key, not as a promise if it is fresh; `load` asks the provider.
   * A failure reaches everyone who waits and is not kept. With `shared`, the answer's place in the second level,
   * other replicas' answers are looked for before, and told afterwards. The operation of `signal` is told for how
   * long the answer stays fresh, and whether it was kept. An operation that reads live is given nothing that
   * was asked for before; what it is answered is kept for others.
   */
  read(
    key: string,
    signal: AbortSignal,
    load: (signal: AbortSignal) => Promise<T>,
    shared?: SharedAnswer<T> | null,
  ): Awaitable<T>;
  /** The last good answer of a key, fresh or not; null if there is none, or none that is kept so long. */
  kept(key: string): KeptAnswer<T> | null;
  /** Forgets a key; an answer that is under way reaches those who wait, but isn't kept. */
  forget(key: string): void;
  /** Forgets every key. */
  forgetAll(): void;
}

export interface KeptAnswer<T> {
  readonly value: T;
  /** Whole seconds since it was asked for. */
  readonly ageSeconds: number;
}

interface Entry<T> {
  readonly value: T;
  readonly asked: number;
}

export function createReadThroughCache<T>(options: ReadThroughOptions<T>): ReadThroughCache<T> {
  const { provider, route, workspaceOf, ttl, maxStale = 0, maxBytes, sizeOf, writable, forgotten } = options;
  const { now = () => performance.now() } = options;
  const entries = new LRUCache<string, Entry<T>>({
    maxSize: maxBytes,
    sizeCalculation: ({ value }, key) => key.length + sizeOf(value) + 1,
  });
  const flights = createSingleFlights<Entry<T>>(provider);
  const epochs = new Map<string, number>();
  let allForgotten = 0;
  const lifetime = (ttl + maxStale) * 1000;
  const epochOf = (key: string) => `${String(allForgotten)}.${String(epochs.get(key) ?? 0)}`;
  const freshMs = ({ asked }: Entry<T>) => asked + ttl * 1000 - now();

  function told(key: string, signal: AbortSignal, result: KeptUse['result']): void {
    if (lifetime === 0) return;
    reportUpstreamUse(signal, { kind: 'KEPT', provider, workspace: workspaceOf(key), route, result });
  }

  function given(entry: Entry<T>, signal: AbortSignal): T {
    reportRead(signal, { freshMs: freshMs(entry), writable });
    return entry.value;
  }

  function freshEntry(key: string): Entry<T> | null {
    const entry = entries.get(key);
    return entry !== undefined && freshMs(entry) > 0 ? entry : null;
  }

  /** Takes over what another replica was told later than this one. What isn't fresh may outlast an outage. */
  async function adopt(key: string, shared: SharedAnswer<T>): Promise<void> {
    const found = await shared.find();
    if (found === null || found.generation !== shared.generation) return;
    const asked = now() - found.age;
    if (asked > (entries.get(key)?.asked ?? -Infinity)) entries.set(key, { value: found.value, asked });
  }

  /** Asks the provider, and keeps what it answers unless something was asked for later, or the key was forgotten. */
  async function loaded(
    key: string,
    load: () => Promise<T>,
    shared: SharedAnswer<T> | null,
  ): Promise<Entry<T>> {
    const epoch = epochOf(key);
    const generation = shared?.generation ?? null;
    const asked = now();
    const value = await load();
    const isLatest = asked >= (entries.get(key)?.asked ?? -Infinity);
    if (lifetime > 0 && epochOf(key) === epoch && isLatest) {
      entries.set(key, { value, asked });
      shared?.keep(value, { generation, age: now() - asked, lifetime });
    }
    return { value, asked };
  }

  return {
    read(key, signal, load, shared = null) {
      if (readsLive(signal)) {
        const flight = flights.begin(`${epochOf(key)} ${key}`, signal, (joint) => {
          told(key, signal, 'MISS');
          return loaded(key, () => load(joint), shared);
        });
        return flight.then((each) => given(each, signal));
      }
      const entry = freshEntry(key);
      if (entry !== null) {
        told(key, signal, 'HIT');
        return given(entry, signal);
      }
      const flight = flights.join(`${epochOf(key)} ${key}`, signal, async (joint) => {
        if (shared !== null) await adopt(key, shared);
        const adopted = freshEntry(key);
        told(key, signal, adopted === null ? 'MISS' : 'HIT');
        return adopted ?? loaded(key, () => load(joint), shared);
      });
      return flight.then((each) => given(each, signal));
    },
    kept(key) {
      const entry = entries.get(key);
      if (entry === undefined) return null;
      const age = now() - entry.asked;
      if (age < lifetime) return { value: entry.value, ageSeconds: Math.floor(age / 1000) };
      entries.delete(key);
      return null;
    },
    forget(key) {
      entries.delete(key);
      epochs.set(key, (epochs.get(key) ?? 0) + 1);
      forgotten?.(key);
    },
    forgetAll() {
      entries.clear();
      epochs.clear();
      allForgotten += 1;
    },
  };
}
