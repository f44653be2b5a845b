import { onRead } from '../domain/operation/freshness.js';

/** For how long everything is fresh that an operation has read so far. */
export interface Freshness {
  /** Milliseconds by the server's clock; Infinity where nothing was read yet. */
  readonly until: number;
  /** Whether a mutation changes something of it. */
  readonly writable: boolean;
}

/** Follows what the operation of this signal reads. */
export function followFreshness(signal: AbortSignal, now: () => number): Freshness {
  const freshness = { until: Infinity, writable: false };
  onRead(signal, ({ freshMs, writable }) => {
    freshness.until = Math.min(freshness.until, now() + freshMs);
    freshness.writable ||= writable;
  });
  return freshness;
}
