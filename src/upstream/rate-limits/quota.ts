import type { IncomingHttpHeaders } from 'node:http';
import type { Quota } from '../../domain/upstream/upstream-observer.js';

/** Reads `X-RateLimit-Remaining` and `X-RateLimit-Limit`; null if the first is missing or not a number. */
export function toldQuota(headers: IncomingHttpHeaders): Quota | null {
  const remaining = count(headers['x-ratelimit-remaining']);
  return remaining === null ? null : { remaining, limit: count(headers['x-ratelimit-limit']) };
}

function count(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^\d{1,12}$/.test(value.trim()) ? Number(value) : null;
}
