import type { IncomingHttpHeaders } from 'node:http';

/** A longer wait, in milliseconds, isn't believed. */
const DAY = 24 * 60 * 60 * 1000;
/** Numbers up to here are seconds from now; larger ones can only be moments. */
const DAY_IN_SECONDS = 86_400;
/** Seconds since the epoch reach this in the year 5138, milliseconds reached it in 1973. */
const FIRST_MILLISECONDS = 1e11;
/** `Sun Nov  6 08:49:37 1994`, which has no zone and is in UTC (RFC 9110, 5.6.7). */
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;
const DATED = /^[A-Z][a-z]+, .+|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Milliseconds to wait after a refusal by a rate limit, by `Retry-After` and `X-RateLimit-Reset`; the longer one. Each
 * may be in seconds from now, a date, or a moment in seconds or milliseconds since the epoch. null if neither is
 * told, or more than a day ahead.
 */
export function toldWait(headers: IncomingHttpHeaders): number | null {
  const told = ['retry-after', 'x-ratelimit-reset', 'ratelimit-reset']
    .map((name) => waitOf(headers[name], headers.date))
    .filter((wait) => wait !== null);
  return told.length === 0 ? null : Math.max(...told);
}

/** Milliseconds to wait by `Retry-After` alone; null if it isn't told. */
export function retryAfter(headers: IncomingHttpHeaders): number | null {
  return waitOf(headers['retry-after'], headers.date);
}

function waitOf(value: string | string[] | undefined, date: string | undefined): number | null {
  if (typeof value !== 'string') return null;
  const told = value.trim();
  const number = /^\d{1,16}(\.\d+)?$/.test(told) ? Number(told) : null;
  if (number !== null && number <= DAY_IN_SECONDS) return number * 1000;
  const moment = number === null ? dateOf(told) : number < FIRST_MILLISECONDS ? number * 1000 : number;
  // By the provider's own clock, if its answer tells the time.
  const now = dateOf(date ?? '') ?? Date.now();
  return moment === null || Math.abs(moment - now) > DAY ? null : Math.max(0, moment - now);
}

function dateOf(text: string): number | null {
  const date = ASCTIME.test(text) ? `${text} GMT` : DATED.test(text) ? text : '';
  const moment = Date.parse(date);
  return Number.isNaN(moment) ? null : moment;
}
