import type { Awaitable } from '../../domain/awaitable.js';

/** Loads each key once within an operation; what is in memory comes at once, not as a promise. */
export interface Loader<K, V> {
  /** A failed load fails again for the same key. */
  load(key: K): Awaitable<V>;
  /** Forgets a key, so that it is loaded anew. */
  clear(key: K): void;
  prime(key: K, value: V): void;
}

/** Is told of loads that take time: the loader's name, how many keys, and what settles with them. */
export type WatchLoad = (loader: string, keys: number, loading: Promise<unknown>) => void;

/** A loader over something that has no bulk form. `nameOf` must tell any two keys apart; `watch` is told of promises. */
export function createLoader<K, V>(
  load: (key: K) => Awaitable<V>,
  nameOf: (key: K) => string,
  watch?: (loading: Promise<V>) => void,
): Loader<K, V> {
  const loaded = new Map<string, Awaitable<V>>();
  return {
    load(key) {
      const name = nameOf(key);
      const known = loaded.get(name);
      if (known !== undefined) return known;
      const value = load(key);
      loaded.set(name, value);
      if (value instanceof Promise) {
        watch?.(value);
        const remember = (result: V) => loaded.get(name) === value && loaded.set(name, result);
        value.then(remember, () => undefined);
      }
      return value;
    },
    clear: (key) => void loaded.delete(nameOf(key)),
    prime: (key, value) => void loaded.set(nameOf(key), value),
  };
}
