import { expect, test } from '@jest/globals';
import { compareNames, foldText } from '../../src/domain/text-folding.js';

test.each([
  ['Łukasz', 'lukasz'],
  ['ŁØĐÐĦIŦÞẞÆŒ', 'lođ'.replace('đ', 'd') + 'dhitthssaeoe'],
  ['øđðħıŧþßæœς', 'oddhitthssaeoeσ'],
  ['Élan', 'elan'],
  ['E\u0301lan', 'elan'],
  ['ёлка', 'елка'],
  ['ＡＢ１', 'ab1'],
  ['a\u200fb\u200b', 'ab'],
  ['ﬁx', 'fix'],
])('%s is folded to %s', (text, folded) => {
  expect(foldText(text)).toBe(folded);
});

test('names are compared by the value of their numbers, ignoring case', () => {
  expect(compareNames('Extension 2', 'Extension 10')).toBe(-1);
  expect(compareNames('apple', 'Zebra')).toBe(-1);
  expect(compareNames('Łukasz', 'Zenon')).toBe(-1);
});
