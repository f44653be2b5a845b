/** One body's share of the memory for bodies that are being read. */
export interface BodyShare {
  /** Counts bytes that have arrived. null if more may be read at once; else settles when it may, or at the release. */
  take(bytes: number): Promise<void> | null;
  /** Gives back all that was taken; nothing waits any more. */
  release(): void;
}

/**
 * Lets bodies be read side by side as long as they have at most `limit` bytes together. Beyond that only the one that
 * began first goes on, so that there is always one that comes to its end; the others wait, and so do their senders.
 * One of at most `small` bytes never waits: no provider's large bodies hold up what the others answer.
 */
export function createBodyMemoryBudget(limit: number, small: number): () => BodyShare {
  const begun = new Set<BodyShare>();
  let held = 0;
  let someReleased = Promise.withResolvers<null>();

  return () => {
    let taken = 0;
    let isReleased = false;
    const isFirst = () => begun.values().next().value === share;
    const mustWait = () => !isReleased && taken > small && held > limit && !isFirst();
    const turn = async () => {
      while (mustWait()) await someReleased.promise;
    };
    const share: BodyShare = {
      take(bytes) {
        if (isReleased) return null;
        begun.add(share);
        taken += bytes;
        held += bytes;
        return mustWait() ? turn() : null;
      },
      release() {
        if (isReleased) return;
        isReleased = true;
        begun.delete(share);
        held -= taken;
        someReleased.resolve(null);
        someReleased = Promise.withResolvers();
      },
    };
    return share;
  };
}
