import type { AccountArchive, ArchivedCall } from '../account-archive.js';

/** Maximum uuids per query. */
const MOST = 1000;

/** Finds archived calls by uuid. One query serves all that are requested until the pending promises have settled. */
export class UuidBatch {
  #wanted = new Set<string>();
  #found: Promise<ReadonlyMap<string, ArchivedCall>> | null = null;

  constructor(private readonly archive: Pick<AccountArchive, 'byUuid'>) {}

  async find(uuid: string): Promise<ArchivedCall | null> {
    if (this.#wanted.size >= MOST) this.#found = null;
    if (this.#found === null) {
      const wanted = (this.#wanted = new Set());
      this.#found = nextTick().then(() => {
        if (this.#wanted === wanted) this.#found = null;
        return this.archive.byUuid([...wanted]);
      });
    }
    this.#wanted.add(uuid);
    return (await this.#found).get(uuid) ?? null;
  }
}

function nextTick(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
