import type { IncomingHttpHeaders } from 'node:http';
import type { Quota } from '../../domain/upstream/upstream-observer.js';

/** A longer wait, in milliseconds, is ignored. */
const DAY = 24 * 60 * 60 * 1000;
/** Numbers up to this one are seconds from now; larger ones are timestamps. */
const DAY_IN_SECONDS = 86_400;
/** Smaller timestamps are in seconds (up to the year 5138), larger ones in milliseconds (from 1973). */
const FIRST_MILLISECONDS = 1e11;
/** The prefixes of quota headers. */
const QUOTAS = ['x-ratelimit', 'ratelimit'];
/** `Sun Nov  6 08:49:37 1994`, which has no zone and is in UTC (RFC 9110, 5.6.7). */
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;
const DATED = /^[A-Z][a-z]+, .+|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Milliseconds to wait after a rejection by a rate limit: `Retry-After`, or else the longer of `X-RateLimit-Reset`
 * and `RateLimit-Reset`, without those whose quota isn't used up. Each may be in seconds from now, a date, or a
 * timestamp in seconds or milliseconds since the epoch. null if none is given, or all are more than a day ahead.
 */
export function waitAfterRejection(headers: IncomingHttpHeaders): number | null {
  const resets = QUOTAS.map((quota) => resetOf(headers, quota)).filter((wait) => wait !== null);
  return retryAfter(headers) ?? (resets.length === 0 ? null : Math.max(...resets));
}

/** Milliseconds to wait according to `Retry-After` alone; null if it is missing or unreadable. */
export function retryAfter(headers: IncomingHttpHeaders): number | null {
  return waitOf(headers['retry-after'], headers.date);
}

/** If some of the quota remains, another limit rejected the request. */
function resetOf(headers: IncomingHttpHeaders, quota: string): number | null {
  const remains = Number(headers[`${quota}-remaining`]) > 0;
  return remains ? null : waitOf(headers[`${quota}-reset`], headers.date);
}

function waitOf(value: string | string[] | undefined, date: string | undefined): number | null {
  if (typeof value !== 'string') return null;
  const written = value.trim();
  const number = /^\d{1,16}(\.\d+)?$/.test(written) ? Number(written) : null;
  if (number !== null && number <= DAY_IN_SECONDS) return number * 1000;
  const moment = number === null ? dateOf(written) : number < FIRST_MILLISECONDS ? number * 1000 : number;
  // By the provider's own clock if the response has a `Date`.
  const now = dateOf(date ?? '') ?? Date.now();
  return moment === null || Math.abs(moment - now) > DAY ? null : Math.max(0, moment - now);
}

function dateOf(text: string): number | null {
  const date = ASCTIME.test(text) ? `${text} GMT` : DATED.test(text) ? text : '';
  const moment = Date.parse(date);
  return Number.isNaN(moment) ? null : moment;
}

/** Reads `X-RateLimit-Remaining`, `-Limit` and `-Reset`; null if the first is missing or not a number. */
export function quotaOf(headers: IncomingHttpHeaders): Quota | null {
  const remaining = countOf(headers['x-ratelimit-remaining']);
  if (remaining === null) return null;
  const endsIn = waitOf(headers['x-ratelimit-reset'], headers.date);
  return { remaining, limit: countOf(headers['x-ratelimit-limit']), endsIn };
}

function countOf(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^\d{1,12}$/.test(value.trim()) ? Number(value) : null;
}
