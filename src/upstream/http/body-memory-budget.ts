/** One response body's share of the memory for bodies that are being read. */
export interface BodyShare {
  /** Counts received bytes. Returns null if reading may continue, else a promise that resolves when it may. */
  take(bytes: number): Promise<void> | null;
  /** Returns the share to the budget, and resolves its pending promises. */
  release(): void;
}

/** Milliseconds for which other bodies wait for a stalled one: a paused sender needs a round trip. */
const STALL_TIMEOUT = 500;

/**
 * Bounds the memory of concurrently read bodies to `limit` bytes. Beyond it, only the oldest body is read, so that one
 * can always finish; the others pause, which slows down their senders. If none of its bytes arrive for `stallTimeout`
 * milliseconds, the next body gets its turn. Bodies of at most `small` bytes neither pause nor delay others, so that
 * one provider's bodies don't delay another's.
 */
export function createBodyMemoryBudget(
  limit: number,
  small: number,
  stallTimeout = STALL_TIMEOUT,
): () => BodyShare {
  /** The bodies of more than `small` bytes in the order of their turns. */
  const turns = new Set<BodyShare>();
  let held = 0;
  let waiting = 0;
  /** The number of times that data arrived for the body whose turn it is. */
  let arrivals = 0;
  let changed = Promise.withResolvers<null>();
  let watch: NodeJS.Timeout | undefined;

  const first = () => turns.values().next().value;

  function wake(): void {
    watch?.refresh();
    changed.resolve(null);
    changed = Promise.withResolvers();
  }

  /** First reads what arrived while the process was busy. */
  function watchFirst(): void {
    const before = arrivals;
    setImmediate(() => {
      if (arrivals === before) passTurn();
    });
  }

  function passTurn(): void {
    const stalled = first();
    if (stalled === undefined) return;
    turns.delete(stalled);
    turns.add(stalled);
    wake();
  }

  return () => {
    let taken = 0;
    let isReleased = false;
    const mustWait = () => !isReleased && taken > small && held > limit && first() !== share;
    const turn = async () => {
      waiting += 1;
      watch ??= setInterval(watchFirst, stallTimeout);
      while (mustWait()) await changed.promise;
      waiting -= 1;
      if (waiting > 0) return;
      clearInterval(watch);
      watch = undefined;
    };
    const share: BodyShare = {
      take(bytes) {
        if (isReleased) return null;
        taken += bytes;
        held += bytes;
        if (taken > small) turns.add(share);
        if (first() === share) {
          arrivals += 1;
          watch?.refresh();
        }
        return mustWait() ? turn() : null;
      },
      release() {
        if (isReleased) return;
        isReleased = true;
        turns.delete(share);
        held -= taken;
        wake();
      },
    };
    return share;
  };
}
