import { expect, test } from '@jest/globals';
import { toldQuota } from '../../../src/upstream/rate-limits/quota.js';

test.each([
  [
    { 'x-ratelimit-remaining': '7', 'x-ratelimit-limit': '100' },
    { remaining: 7, limit: 100 },
  ],
  [{ 'x-ratelimit-remaining': ' 0 ' }, { remaining: 0, limit: null }],
  [
    { 'x-ratelimit-remaining': '7', 'x-ratelimit-limit': '100, 100;w=60' },
    { remaining: 7, limit: null },
  ],
  [{ 'x-ratelimit-remaining': '123456789012' }, { remaining: 123_456_789_012, limit: null }],
  [{ 'x-ratelimit-remaining': '1234567890123' }, null],
  [{ 'x-ratelimit-remaining': '-1' }, null],
  [{ 'x-ratelimit-remaining': '7 left' }, null],
  [{ 'x-ratelimit-remaining': 'only 7' }, null],
  [{ 'x-ratelimit-limit': '100' }, null],
  [{}, null],
])('the headers %j state the quota %j', (headers, quota) => {
  expect(toldQuota(headers)).toEqual(quota);
});
