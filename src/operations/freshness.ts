import type { IncomingHttpHeaders } from 'node:http';
import { onRead } from '../domain/operation/freshness.js';

/** For how long everything is fresh that an operation has read so far. */
export interface Freshness {
  /** Milliseconds by the server's clock; Infinity if nothing was read yet. */
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

/** Whether a request must be answered live: the directive `no-cache` of its `Cache-Control` (RFC 9111, 5.2.1.4). */
export function demandsLive({ 'cache-control': directives = '' }: IncomingHttpHeaders): boolean {
  return directives.split(',').some((directive) => directive.trim().toLowerCase() === 'no-cache');
}
