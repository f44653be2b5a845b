/** How many of a provider's requests may be sent again. */
export interface RetryBudget {
  /** Counts a request that is sent, not its retry: what an open circuit spares the provider allows no retries. */
  requested(): void;
  /** Whether one more retry is within the budget; counts it if it is. */
  takeRetry(): boolean;
}

const WINDOW = 60_000;
const SLICE = 1000;
const SHARE = 0.1;
/** Retries a minute that even a quiet server has. */
const FLOOR = 3;

interface Slice {
  readonly start: number;
  requests: number;
  retries: number;
}

/**
 * At most a tenth of the last minute's requests, or three, whichever is more. A provider in trouble gets hardly
 * more requests than without retries. `now` is a clock in milliseconds that never goes back.
 */
export function createRetryBudget(now: () => number): RetryBudget {
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
    requested() {
      current().requests += 1;
    },
    takeRetry() {
      const slice = current();
      const requests = slices.reduce((sum, one) => sum + one.requests, 0);
      const retries = slices.reduce((sum, one) => sum + one.retries, 0);
      if (retries + 1 > Math.max(FLOOR, requests * SHARE)) return false;
      slice.retries += 1;
      return true;
    },
  };
}
