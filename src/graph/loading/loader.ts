import type { Awaitable } from '../../domain/awaitable.js';

/** Loads each key once per operation; returns a value in memory synchronously, not as a promise. */
export interface Loader<K, V> {
  /** A failed load is cached: loading the same key fails again. */
  load(key: K): Awaitable<V>;
  /** Forgets a key, so that it is loaded again. */
  clear(key: K): void;
  prime(key: K, value: V): void;
}

/** Observes asynchronous loads: the loader's name, the number of keys, and a promise that settles with the load. */
export type WatchLoad = (loader: string, keys: number, loading: Promise<unknown>) => void;

/**
 * A loader without batching. `nameOf` must return a distinct text for each key of a workspace, and `workspaceOf` that
 * workspace; `watch` receives pending loads.
 */
export function createLoader<K, V>(
  load: (key: K) => Awaitable<V>,
  workspaceOf: (key: K) => string,
  nameOf: (key: K) => string,
  watch?: (loading: Promise<V>) => void,
): Loader<K, V> {
  /** Two lookups, by workspace and by name, are faster than concatenating the two each time. */
  const workspaces = new Map<string, Map<string, Awaitable<V>>>();

  function loadedOf(key: K): Map<string, Awaitable<V>> {
    const workspace = workspaceOf(key);
    const known = workspaces.get(workspace);
    if (known !== undefined) return known;
    const loaded = new Map<string, Awaitable<V>>();
    workspaces.set(workspace, loaded);
    return loaded;
  }

  function loadAnew(key: K, name: string, loaded: Map<string, Awaitable<V>>): Awaitable<V> {
    const value = load(key);
    loaded.set(name, value);
    if (value instanceof Promise) {
      watch?.(value);
      const remember = (result: V) => loaded.get(name) === value && loaded.set(name, result);
      value.then(remember, () => undefined);
    }
    return value;
  }

  return {
    load(key) {
      const loaded = loadedOf(key);
      const name = nameOf(key);
      const known = loaded.get(name);
      return known === undefined ? loadAnew(key, name, loaded) : known;
    },
    clear: (key) => void loadedOf(key).delete(nameOf(key)),
    prime: (key, value) => void loadedOf(key).set(nameOf(key), value),
  };
}
