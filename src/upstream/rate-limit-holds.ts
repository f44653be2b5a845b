import type { IncomingHttpHeaders } from 'node:http';

/** Until when each account's requests are held back, because the provider asked for it. */
export interface RateLimitHolds {
  /** Notes a refusal by a rate limit; `headers` say how long to wait. */
  refused(account: string, headers: IncomingHttpHeaders): void;
  /** Milliseconds until the account's next request may be sent; 0 where it may be sent now. */
  remaining(account: string): number;
}

/** Where the provider doesn't say how long to wait. */
const UNTOLD = 1000;
/** A longer wait is taken for a mistake, such as a date where seconds are documented. */
const LONGEST = 24 * 60 * 60 * 1000;

/** `now` is a clock in milliseconds that never goes back. */
export function createRateLimitHolds(now: () => number): RateLimitHolds {
  const until = new Map<string, number>();
  return {
    refused(account, headers) {
      const wait = toldWait(headers) ?? UNTOLD;
      until.set(account, Math.max(until.get(account) ?? -Infinity, now() + wait));
    },
    remaining(account) {
      const left = (until.get(account) ?? -Infinity) - now();
      if (left > 0) return left;
      until.delete(account);
      return 0;
    },
  };
}

/**
 * Milliseconds to wait, by `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3) and by
 * `X-RateLimit-Reset` in seconds from now; the longer one. null where neither says it.
 */
export function toldWait(headers: IncomingHttpHeaders): number | null {
  const told = [retryAfter(headers), seconds(headers['x-ratelimit-reset'])].filter((wait) => wait !== null);
  return told.length === 0 ? null : Math.min(LONGEST, Math.max(...told));
}

/** Milliseconds to wait by `Retry-After` alone; null where it doesn't say. */
export function retryAfter(headers: IncomingHttpHeaders): number | null {
  return seconds(headers['retry-after']) ?? untilDate(headers['retry-after'], headers.date);
}

function seconds(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^\d{1,12}(\.\d+)?$/.test(value.trim()) ? Number(value) * 1000 : null;
}

/** By the provider's own clock where it tells the time. */
function untilDate(value: string | undefined, date: string | undefined): number | null {
  const then = /^[A-Z][a-z]+, /.test(value ?? '') ? Date.parse(value ?? '') : NaN;
  const today = Date.parse(date ?? '');
  return Number.isNaN(then) ? null : Math.max(0, then - (Number.isNaN(today) ? Date.now() : today));
}
