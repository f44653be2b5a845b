import { LRUCache } from 'lru-cache';
import type { Provider } from '../domain/upstream-error.js';
import { createSharedFlights } from './shared-flight.js';

export interface ReadThroughOptions<T> {
  readonly provider: Provider;
  /** Seconds for which an answer is fresh; 0 asks the provider anew each time. */
  readonly ttl: number;
  readonly maxBytes: number;
  /** Roughly how many bytes an answer takes. */
  readonly sizeOf: (value: T) => number;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

/** Answers of one kind by key: a fresh one is given at once, many who ask at the same time share one request. */
export interface ReadThroughCache<T> {
  /**
   * The answer of a key, not as a promise where it is fresh; `load` asks the provider.
   * A failure reaches everyone who waits and is not kept.
   */
  read(key: string, signal: AbortSignal, load: (signal: AbortSignal) => Promise<T>): T | Promise<T>;
  /** Forgets a key; an answer that is under way reaches those who wait, but isn't kept. */
  forget(key: string): void;
}

interface Entry<T> {
  readonly value: T;
  readonly freshUntil: number;
}

export function createReadThroughCache<T>(options: ReadThroughOptions<T>): ReadThroughCache<T> {
  const { provider, ttl, maxBytes, sizeOf, now = () => performance.now() } = options;
  const entries = new LRUCache<string, Entry<T>>({
    maxSize: maxBytes,
    sizeCalculation: ({ value }, key) => key.length + sizeOf(value) + 1,
  });
  const flights = createSharedFlights<T>(provider);
  const epochs = new Map<string, number>();
  const epochOf = (key: string) => epochs.get(key) ?? 0;

  return {
    read(key, signal, load) {
      const entry = entries.get(key);
      if (entry !== undefined && now() < entry.freshUntil) return entry.value;
      const epoch = epochOf(key);
      return flights.join(`${String(epoch)} ${key}`, signal, async (shared) => {
        const asked = now();
        const value = await load(shared);
        if (ttl > 0 && epochOf(key) === epoch) entries.set(key, { value, freshUntil: asked + ttl * 1000 });
        return value;
      });
    },
    forget(key) {
      entries.delete(key);
      epochs.set(key, epochOf(key) + 1);
    },
  };
}
