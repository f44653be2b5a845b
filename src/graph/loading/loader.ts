import type { Awaitable } from '../../domain/awaitable.js';

/** Observes asynchronous loads: the loader's name, the number of keys, and a promise that settles with the load. */
export type WatchLoad = (loader: string, keys: number, loading: Promise<unknown>) => void;

/** Loads each key once per operation; returns a value in memory synchronously, not as a promise. */
export class Loader<Key, Value> {
  readonly #values = new Map<unknown, Awaitable<Value>>();

  /** `watch` receives pending loads. `nameOf`: a distinct value for each key that is an object. */
  constructor(
    private readonly read: (key: Key) => Awaitable<Value>,
    private readonly watch: ((loading: Promise<Value>) => void) | null,
    private readonly nameOf: (key: Key) => unknown = (key) => key,
  ) {}

  /** A failed load is cached: loading the same key fails again. */
  load(key: Key): Awaitable<Value> {
    const name = this.nameOf(key);
    const known = this.#values.get(name);
    return known === undefined ? this.#loadAnew(key, name) : known;
  }

  /** Forgets a key, so that it is loaded again. */
  clear(key: Key): void {
    this.#values.delete(this.nameOf(key));
  }

  prime(key: Key, value: Value): void {
    this.#values.set(this.nameOf(key), value);
  }

  #loadAnew(key: Key, name: unknown): Awaitable<Value> {
    const value = this.read(key);
    this.#values.set(name, value);
    if (value instanceof Promise) {
      this.watch?.(value);
      const remember = (result: Value) => this.#values.get(name) === value && this.#values.set(name, result);
      value.then(remember, () => undefined);
    }
    return value;
  }
}
