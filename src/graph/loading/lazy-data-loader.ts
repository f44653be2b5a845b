import type DataLoader from 'dataloader';

/** A DataLoader that is created when it is first asked: most operations never ask. Keeps until then what it is primed with. */
export class LazyDataLoader<K, V> {
  #loader: DataLoader<K, V, string> | null = null;
  #primed: [key: K, value: V][] = [];

  constructor(private readonly create: () => DataLoader<K, V, string>) {}

  load(key: K): Promise<V> {
    this.#loader ??= this.#open();
    return this.#loader.load(key);
  }

  /** The first value of a key stays, as in a DataLoader. */
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
