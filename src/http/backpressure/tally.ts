/** Counts by caller name. Counts for null, a caller without a name, are included only in the total. */
export class Tally {
  readonly #counts = new Map<string, number>();
  #total = 0;

  of(name: string | null): number {
    return name === null ? 0 : (this.#counts.get(name) ?? 0);
  }

  /** The number of names with a count above 0. */
  get size(): number {
    return this.#counts.size;
  }

  get total(): number {
    return this.#total;
  }

  /** Counts `amount` until the returned function is first called. */
  take(name: string | null, amount = 1): () => void {
    this.#add(name, amount);
    let left = amount;
    return () => {
      this.#add(name, -left);
      left = 0;
    };
  }

  #add(name: string | null, change: number): void {
    this.#total += change;
    if (name === null) return;
    const count = this.of(name) + change;
    if (count > 0) this.#counts.set(name, count);
    else this.#counts.delete(name);
  }
}
