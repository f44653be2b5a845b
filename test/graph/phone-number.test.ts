import { expect, test } from '@jest/globals';
import { CallPhoneNumberResolver } from '../../src/graph/call/call-party.resolver.js';

test.each<[formatted: string | null, raw: string | null, e164: string | null]>([
  ['+48 777 888 999', '48777888999', '+48777888999'],
  [' +48 777 888 999', null, '+48777888999'],
  ['+972-3-555-0123', null, '+97235550123'],
  [null, '48777888999', '+48777888999'],
  [null, '0048777888999', '+48777888999'],
  [null, '+48777888999', '+48777888999'],
  ['777 888 999', '48777888999', '+48777888999'],
  // Without a country nobody can tell whose numbers these are.
  ['777 888 999', '777888999', null],
  ['112', '112', null],
  [null, '107', null],
  // No number of any country.
  ['+48 123', '48123', null],
  ['+999 123 456 789', '999123456789', null],
  ['anonymous', 'anonymous', null],
  ['', '', null],
  [null, null, null],
])('%j, or %j unformatted, is %j in E.164', (formatted, raw, e164) => {
  expect(new CallPhoneNumberResolver().e164({ formatted, raw })).toBe(e164);
});
