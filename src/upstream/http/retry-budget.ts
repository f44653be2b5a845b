const WINDOW = 60_000;
const SLICE = 1000;
const SHARE = 0.1;
/** Retries per minute that are always allowed. */
const FLOOR = 3;

interface Slice {
  readonly start: number;
  requests: number;
  retries: number;
}

/**
 * Limits a provider's retries to a tenth of the last minute's requests, or three if that is more, so that they hardly
 * add to the load of a failing provider. `now` is a monotonic clock in milliseconds.
 */
export function createRetryBudget(now: () => number) {
  const slices: Slice[] = [];

  function current(): Slice {
    const start = Math.floor(now() / SLICE) * SLICE;
    while (slices[0] !== undefined && slices[0].start <= start - WINDOW) slices.shift();
    const last = slices.at(-1);
    if (last?.start === start) return last;
    const slice = { start, requests: 0, retries: 0 };
    slices.push(slice);
    return slice;
  }

  return {
    /** Counts a request that is sent. Retries, and requests that an open circuit rejects, don't count. */
    requested(): void {
      current().requests += 1;
    },
    /** Returns true, and counts a retry, if the budget allows one more. */
    takeRetry(): boolean {
      const slice = current();
      const requests = slices.reduce((sum, one) => sum + one.requests, 0);
      const retries = slices.reduce((sum, one) => sum + one.retries, 0);
      if (retries + 1 > Math.max(FLOOR, requests * SHARE)) return false;
      slice.retries += 1;
      return true;
    },
  };
}
