import type DataLoader from 'dataloader';

/**
 * A DataLoader that is created on the first load, which most operations never make. Stores primed values until then.
 */
export class LazyDataLoader<K, V> {
  #loader: DataLoader<K, V, string> | null = null;
  #primed: [key: K, value: V][] = [];

  constructor(private readonly create: () => DataLoader<K, V, string>) {}

  load(key: K): Promise<V> {
    this.#loader ??= this.#open();
    return this.#loader.load(key);
  }

  /** The first value of a key wins, as in a DataLoader. */
  prime(key: K, value: V): void {
    if (this.#loader === null) this.#primed.push([key, value]);
    else this.#loader.prime(key, value);
  }

  #open(): DataLoader<K, V, string> {
    const loader = this.create();
    for (const [key, value] of this.#primed) loader.prime(key, value);
    this.#primed = [];
    return loader;
  }
}
