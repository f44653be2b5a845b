import { expect, test } from '@jest/globals';
import { isLongerThan } from '../../../src/operations/limits/response-length.js';

test.each([
  ['a text', 'plain'],
  ['a text in other alphabets', 'zażółć שלום 👋'],
  ['quotes and backslashes', '"a\\b"'],
  ['control characters', '\n\t\u0000\u001f'],
  ['lone surrogates', '\ud800 and \udc00'],
  ['numbers', -12.5],
  ['null', null],
  ['a truth value', false],
])('%s takes as many bytes as JSON.stringify writes', (_, value) => {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  expect([isLongerThan(value, bytes - 1), isLongerThan(value, bytes)]).toEqual([true, false]);
});

test('items and members include their commas, colons and brackets', () => {
  const value = { 'a"ż': [1, 'two'], b: { c: [] } };
  const lastCommas = 3;
  const bytes = Buffer.byteLength(JSON.stringify(value)) + lastCommas;
  expect([isLongerThan(value, bytes - 1), isLongerThan(value, bytes)]).toEqual([true, false]);
});

test('nothing beyond the limit is read', () => {
  const unread = {
    get text(): string {
      throw new Error('It was read.');
    },
  };
  expect(isLongerThan(['x'.repeat(100), unread], 50)).toBe(true);
});
