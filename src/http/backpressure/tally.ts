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

  add(name: string | null, change: number): void {
    this.#total += change;
    if (name === null) return;
    const count = this.of(name) + change;
    if (count > 0) this.#counts.set(name, count);
    else this.#counts.delete(name);
  }
}
