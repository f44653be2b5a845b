import { expect, test } from '@jest/globals';
import { saysRateLimit } from '../../../src/upstream/rate-limits/rate-limit-words.js';
import { cpuTimeOf } from '../../support/cpu-time.js';

test.each<[unknown]>([
  ['Too many requests'],
  ['too_many_requests'],
  ['Requests are too frequent'],
  ['You are being throttled'],
  ['Daily quota exceeded'],
  ['Please slow down'],
  ['slowdown'],
  ['Concurrent requests'],
  ['rate limit'],
  ['API-limit'],
  ['Query limit'],
  ['Queries limit'],
  ['usage_limit'],
  ['The limit was exceeded'],
  ['limits reached'],
  ['limited number of requests'],
  ['You are being rate limited.'],
  ['rate-limited'],
  ['Requests are limited to 30 per minute'],
  ['limit: 20 requests per second'],
  ['Request limits exceeded'],
  ['API limit: access denied'],
  ['insufficient_quota'],
  ['You have exceeded your limit'],
  ['reached the limit'],
  ['Zbyt wiele zapytań'],
  ['Zbyt dużo żądań'],
  ['zbyt częste'],
  ['Za dużo zapytań'],
  ['Limit zapytań'],
  ['limit żądań wyczerpany'],
  ['przekroczono limit'],
  ['Слишком много запросов'],
  ['слишком часто'],
  ['Лимит запросов'],
  ['превышен лимит'],
  ['исчерпаны запросы'],
  ['יותר מדי בקשות'],
  ['חריגה ממספר הבקשות'],
  [{ message: 'Too many requests' }],
  [{ Error_Description: 'rate limit' }],
  [{ msg: 'quota' }],
  [{ reason: 'quota' }],
  [{ title: 'quota' }],
  [{ detail: 'quota' }],
  [{ details: ['quota'] }],
  [{ desc: 'quota' }],
  [{ description: 'quota' }],
  [{ ErrDesc: 'quota' }],
  [{ errorMessage: 'quota' }],
  [{ error: { code: 7, message: 'quota' } }],
  [{ errors: [{ text: 'invalid' }, { text: 'quota' }] }],
  [{ status: 429 }],
  [{ statusCode: '429' }],
  [{ code: 429 }],
  [{ error_code: '429' }],
])('%j is a rate limit', (body) => {
  expect(saysRateLimit(body)).toBe(true);
});

test.each<[unknown]>([
  ['Forbidden'],
  ['Access is limited to requests from allowed IP addresses'],
  ['API limited to whitelisted addresses'],
  ['API limited plan: access denied'],
  ['Call limits may not be changed by this application'],
  ['disk quota settings require permission'],
  ['Quota settings require permission'],
  ['The disk quota is exceeded'],
  ['The limit of this account is unlimited access'],
  ['elimination'],
  ['za mało'],
  ['not many'],
  [''],
  [null],
  [429],
  [{ status: 403, message: 'Forbidden' }],
  [{ name: 'quota' }],
  [{ count: 429 }],
  [{ message: null, errors: [] }],
  [{ errors: [null, 7] }],
])('%j is not a rate limit', (body) => {
  expect(saysRateLimit(body)).toBe(false);
});

test('reads even a long word in linear time', () => {
  const message = 'exceed'.repeat(15_000);
  // A quadratic search takes 2 s and more.
  expect(cpuTimeOf(() => saysRateLimit({ message }))).toBeLessThan(500);
});
