import { LRUCache } from 'lru-cache';
import { MINUTE, SECOND } from '../domain/interval.js';
import { networkOf } from './network-of.js';
import type { AuthError } from './principal.js';

/** Failed authentications per minute and address; an IPv6 address counts by its /64 network. */
export const FAILURES_PER_MINUTE = 60;
/**
 * Signature checks per second, about a tenth of a core, for all addresses that have exceeded their limit of failures.
 */
export const SUSPECT_VERIFICATIONS_PER_SECOND = 500;
/** Names that a counter keeps. */
const NAMES = 5000;

/**
 * Limits requests per minute, and failed authentication; tracks the 5000 most recent addresses and the 5000 most recent
 * names. Each method returns an error (429) if the limit is exceeded, else null.
 */
export function createRateLimits(requestsPerMinute: number) {
  const requests = createCounter(requestsPerMinute, MINUTE);
  const failures = createCounter(FAILURES_PER_MINUTE, MINUTE);
  const verifications = createCounter(SUSPECT_VERIFICATIONS_PER_SECOND, SECOND);

  return {
    /** Counts a request of the caller with this name. */
    countRequest: (name: string) => errorOf(requests.count(name)),
    /** Counts a failed authentication from this address. */
    countFailure: (address: string) => errorOf(failures.count(networkOf(address))),
    /**
     * Counts a signature check for an address that has exceeded its limit of failures. All such addresses share a
     * budget: one may be that of a proxy whose other clients have valid tokens.
     */
    countVerification: (address: string) =>
      failures.isUsedUp(networkOf(address)) ? errorOf(verifications.count('all')) : null,
  };
}

/**
 * Counts events by name: at most `max` in a window of `length` milliseconds, which a name's first event opens. Reads a
 * monotonic clock, as the system's may be set back.
 */
function createCounter(max: number, length: number) {
  const windows = new LRUCache<string, { readonly end: number; events: number }>({ max: NAMES });

  function windowOf(name: string, now = performance.now()) {
    const window = windows.get(name);
    return window !== undefined && now < window.end ? window : null;
  }

  return {
    /** The seconds until the window ends, at least one, if it contains more than `max` events; else null. */
    count(name: string): number | null {
      const now = performance.now();
      const window = windowOf(name, now) ?? { end: now + length, events: 0 };
      window.events += 1;
      windows.set(name, window);
      return window.events > max ? Math.ceil((window.end - now) / SECOND) : null;
    },
    isUsedUp: (name: string) => (windowOf(name)?.events ?? 0) >= max,
  };
}

function errorOf(retryAfter: number | null): AuthError | null {
  if (retryAfter === null) return null;
  const message = `Too many requests; retry in ${retryAfter} s.`;
  return { status: 429, code: 'RATE_LIMITED', message, headers: { 'retry-after': String(retryAfter) } };
}
