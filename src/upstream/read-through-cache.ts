import { LRUCache } from 'lru-cache';
import type { Awaitable } from '../domain/awaitable.js';
import type { Provider } from '../domain/upstream-error.js';
import { createSharedFlights } from './shared-flight.js';

export interface ReadThroughOptions<T> {
  readonly provider: Provider;
  /** Seconds for which an answer is fresh; 0 asks the provider anew each time. */
  readonly ttl: number;
  /** Seconds for which an answer is kept when it isn't fresh any more; 0 where absent. */
  readonly maxStale?: number;
  readonly maxBytes: number;
  /** Roughly how many bytes an answer takes. */
  readonly sizeOf: (value: T) => number;
  /** Milliseconds; a clock that never goes back where absent. */
  readonly now?: (() => number) | undefined;
}

/** Answers of one kind by key: a fresh one is given at once, many who ask at the same time share one request. */
export interface ReadThroughCache<T> {
  /**
   * The answer of a key, not as a promise where it is fresh; `load` asks the provider.
   * A failure reaches everyone who waits and is not kept.
   */
  read(key: string, signal: AbortSignal, load: (signal: AbortSignal) => Promise<T>): Awaitable<T>;
  /** The last good answer of a key, fresh or not; null where there is none, or none that is kept so long. */
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
  const { provider, ttl, maxStale = 0, maxBytes, sizeOf, now = () => performance.now() } = options;
  const entries = new LRUCache<string, Entry<T>>({
    maxSize: maxBytes,
    sizeCalculation: ({ value }, key) => key.length + sizeOf(value) + 1,
  });
  const flights = createSharedFlights<T>(provider);
  const epochs = new Map<string, number>();
  let allForgotten = 0;
  const epochOf = (key: string) => `${String(allForgotten)}.${String(epochs.get(key) ?? 0)}`;

  return {
    read(key, signal, load) {
      const entry = entries.get(key);
      if (entry !== undefined && now() < entry.asked + ttl * 1000) return entry.value;
      const epoch = epochOf(key);
      return flights.join(`${epoch} ${key}`, signal, async (shared) => {
        const asked = now();
        const value = await load(shared);
        if (ttl + maxStale > 0 && epochOf(key) === epoch) entries.set(key, { value, asked });
        return value;
      });
    },
    kept(key) {
      const entry = entries.get(key);
      if (entry === undefined) return null;
      const age = now() - entry.asked;
      if (age < (ttl + maxStale) * 1000) return { value: entry.value, ageSeconds: Math.floor(age / 1000) };
      entries.delete(key);
      return null;
    },
    forget(key) {
      entries.delete(key);
      epochs.set(key, (epochs.get(key) ?? 0) + 1);
    },
    forgetAll() {
      entries.clear();
      epochs.clear();
      allForgotten += 1;
    },
  };
}
