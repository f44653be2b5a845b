/** Maximum uuids per query. */
const MAX_UUIDS = 1000;

/** Searches archived calls by uuid. One query serves all that are requested until the pending promises have settled. */
export class UuidBatch<Found> {
  #wanted = new Set<string>();
  #found: Promise<Found> | null = null;

  constructor(private readonly search: (uuids: readonly string[]) => Promise<Found>) {}

  /** What the search for this uuid, and for others of the batch, has found. */
  find(uuid: string): Promise<Found> {
    if (this.#wanted.size >= MAX_UUIDS) this.#found = null;
    if (this.#found === null) {
      const wanted = (this.#wanted = new Set());
      this.#found = nextTick().then(() => {
        if (this.#wanted === wanted) this.#found = null;
        return this.search([...wanted]);
      });
    }
    this.#wanted.add(uuid);
    return this.#found;
  }
}

function nextTick(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
