import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import {
  quotaOf,
  retryAfter,
  waitAfterRejection,
} from '../../../src/upstream/rate-limits/rate-limit-headers.js';

const date = 'Sun, 01 Mar 2026 10:00:00 GMT';
const now = Date.parse(date);

describe('the wait stated by headers', () => {
  test.each<[IncomingHttpHeaders, number | null]>([
    [{}, null],
    [{ 'retry-after': '' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': ' 0.5 ' }, 500],
    [{ 'x-ratelimit-reset': '3' }, 3000],
    [{ 'x-ratelimit-reset': '86400' }, 86_400_000],
    [{ 'ratelimit-reset': '3' }, 3000],
    [{ 'x-ratelimit-reset': '3', 'ratelimit-reset': '7' }, 7000],
    [{ 'retry-after': '3', 'x-ratelimit-reset': '7' }, 3000],
    [{ 'retry-after': '3', 'x-ratelimit-reset': 'soon' }, 3000],
    [{ 'retry-after': 'soon', 'x-ratelimit-reset': '7' }, 7000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '7' }, 7000],
    [{ 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '7' }, null],
    [{ 'x-ratelimit-remaining': 'some', 'x-ratelimit-reset': '7' }, 7000],
    [{ 'ratelimit-remaining': '900', 'ratelimit-reset': '7' }, null],
    [{ 'ratelimit-remaining': '900', 'ratelimit-reset': '7', 'x-ratelimit-reset': '3' }, 3000],
  ])('in seconds from now: %j is %s ms', (headers, wait) => {
    expect(waitAfterRejection(headers)).toBe(wait);
  });

  test.each([
    'Sun, 01 Mar 2026 10:00:07 GMT',
    'Sunday, 01-Mar-26 10:00:07 GMT',
    'Sun Mar  1 10:00:07 2026',
    '2026-03-01T10:00:07Z',
    '2026-03-01T12:00:07.000+02:00',
    `${now / 1000 + 7}`,
    `${now / 1000 + 7}.0`,
    `${now + 7000}`,
  ])('as a date or timestamp, by the provider’s own clock: %s is 7 s', (moment) => {
    expect(waitAfterRejection({ 'retry-after': moment, date })).toBe(7000);
    expect(waitAfterRejection({ 'x-ratelimit-reset': moment, date })).toBe(7000);
    expect(retryAfter({ 'retry-after': moment, date })).toBe(7000);
  });

  test('as a date or timestamp in the past is 0', () => {
    expect(waitAfterRejection({ 'retry-after': 'Sun, 01 Mar 2026 09:00:00 GMT', date })).toBe(0);
    expect(waitAfterRejection({ 'x-ratelimit-reset': `${now / 1000 - 1}`, date })).toBe(0);
  });

  // Red if a number beyond a day is taken for seconds, or for a day: the account would be held back that long.
  test.each(['86401', '604800', '1e9', `${now / 1000 + 90_000}`, `${now + 90_000_000}`, '99999999999999999'])(
    'of more than a day is ignored, in seconds or as a timestamp: %s',
    (told) => {
      expect(waitAfterRejection({ 'x-ratelimit-reset': told, date })).toBeNull();
      expect(waitAfterRejection({ 'retry-after': '3', 'x-ratelimit-reset': told, date })).toBe(3000);
    },
  );

  test('as a timestamp is measured by the local clock if there is no Date header', () => {
    const wait = waitAfterRejection({ 'x-ratelimit-reset': String(Date.now() + 60_000) });
    expect(wait).toBeGreaterThan(50_000);
    expect(wait).toBeLessThanOrEqual(60_000);
  });
});

test.each([
  [
    { 'x-ratelimit-remaining': '7', 'x-ratelimit-limit': '100' },
    { remaining: 7, limit: 100, endsIn: null },
  ],
  [
    { 'x-ratelimit-remaining': '7', 'x-ratelimit-limit': '100', 'x-ratelimit-reset': '90' },
    { remaining: 7, limit: 100, endsIn: 90_000 },
  ],
  [{ 'x-ratelimit-remaining': ' 0 ' }, { remaining: 0, limit: null, endsIn: null }],
  [
    { 'x-ratelimit-remaining': '7', 'x-ratelimit-limit': '100, 100;w=60' },
    { remaining: 7, limit: null, endsIn: null },
  ],
  [{ 'x-ratelimit-remaining': '123456789012' }, { remaining: 123_456_789_012, limit: null, endsIn: null }],
  [{ 'x-ratelimit-remaining': '1234567890123' }, null],
  [{ 'x-ratelimit-remaining': '-1' }, null],
  [{ 'x-ratelimit-remaining': '7 left' }, null],
  [{ 'x-ratelimit-remaining': 'only 7' }, null],
  [{ 'x-ratelimit-limit': '100' }, null],
  [{}, null],
])('the headers %j state the quota %j', (headers, quota) => {
  expect(quotaOf(headers)).toEqual(quota);
});
