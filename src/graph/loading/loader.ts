import type { Awaitable } from '../../domain/awaitable.js';

/** Observes asynchronous loads: the loader's name, the number of keys, and a promise that settles with the load. */
export type WatchLoad = (loader: string, keys: number, loading: Promise<unknown>) => void;

/**
 * Loads each key once per operation; returns a value in memory synchronously, not as a promise. Objects are equal keys
 * only if they are identical.
 */
export class Loader<Key, Value> {
  readonly #values = new Map<Key, Awaitable<Value>>();

  /** `watch` receives pending loads. */
  constructor(
    private readonly read: (key: Key) => Awaitable<Value>,
    private readonly watch: ((loading: Promise<Value>) => void) | null,
  ) {}

  /** A failed load is cached: loading the same key fails again. */
  load(key: Key): Awaitable<Value> {
    const known = this.#values.get(key);
    return known === undefined ? this.#loadAnew(key) : known;
  }

  /** Forgets a key, so that it is loaded again. */
  clear(key: Key): void {
    this.#values.delete(key);
  }

  prime(key: Key, value: Value): void {
    this.#values.set(key, value);
  }

  #loadAnew(key: Key): Awaitable<Value> {
    const value = this.read(key);
    this.#values.set(key, value);
    if (value instanceof Promise) {
      this.watch?.(value);
      const remember = (result: Value) => this.#values.get(key) === value && this.#values.set(key, result);
      value.then(remember, () => undefined);
    }
    return value;
  }
}
