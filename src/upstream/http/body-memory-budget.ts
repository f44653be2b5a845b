/** One response body's share of the memory for bodies that are being read. */
export interface BodyShare {
  /**
   * Counts received bytes. Returns null if reading may continue, else a promise that resolves when it may.
   */
  take(bytes: number): Promise<void> | null;
  /** Returns the share to the budget, and resolves its pending promises. */
  release(): void;
}

/**
 * Bounds the memory of bodies that are read concurrently to `limit` bytes. Beyond it, only the body that
 * began first is read on, so that one can always finish; the others pause, which slows down their senders. A
 * body of at most `small` bytes never pauses, so that one provider's large responses don't delay the others'
 * small ones.
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
