import { describe, expect, test } from '@jest/globals';
import { enumKey, flag, integer, list, record, text } from '../../src/json/decode.js';

describe('record', () => {
  test('is an object, and null for arrays, null and plain values', () => {
    expect(record({ a: 1 })).toEqual({ a: 1 });
    expect([[], null, undefined, 'a', 1].map(record)).toEqual([null, null, null, null, null]);
  });
});

describe('text', () => {
  test('keeps a string as it stands, with leading zeros and outer spaces', () => {
    expect(['0001', ' a '].map(text)).toEqual(['0001', ' a ']);
  });

  test('writes a number with all its digits', () => {
    expect([48777888999, 0, 9223372036854775807n].map(text)).toEqual([
      '48777888999',
      '0',
      '9223372036854775807',
    ]);
  });

  test('is null for blank strings and for what is neither a string nor a number', () => {
    expect(['', '  ', null, undefined, {}, [], true].map(text)).toEqual(Array(7).fill(null));
  });
});

describe('integer', () => {
  test('reads numbers and numeric strings', () => {
    expect([3, '3', ' 12 ', '-4', '5.0', 0, '0', 2147483647].map(integer)).toEqual([
      3, 3, 12, -4, 5, 0, 0, 2147483647,
    ]);
  });

  test('is null for fractions, words, blanks and what is beyond 32 bits', () => {
    const values = [
      1.5,
      '1.5',
      'three',
      '',
      '0x10',
      null,
      undefined,
      9007199254740993n,
      2147483648,
      '-2147483649',
      {},
    ];
    expect(values.map(integer)).toEqual(Array(11).fill(null));
  });
});

describe('list', () => {
  test('is the items of an array and the values of a map', () => {
    expect(list([1, 2])).toEqual([1, 2]);
    expect(list({ 0: 'a', 1: 'b' })).toEqual(['a', 'b']);
  });

  test('is the values of a map of objects, some of which may be null', () => {
    expect(list({ a: { b: 1 }, c: null })).toEqual([{ b: 1 }, null]);
  });

  test('is one item for any other object', () => {
    const objects = [{ a: 'b', c: null }, { a: null }, { a: {}, b: 'c' }, { a: { b: 1 }, c: [] }];
    expect(objects.map(list)).toEqual(objects.map((object) => [object]));
  });

  test('is empty for {}, [], null, a missing value and plain values', () => {
    expect([{}, [], null, undefined, 'abc', 1].map(list)).toEqual(Array(6).fill([]));
  });
});

describe('flag', () => {
  test('reads booleans, 1 and 0, and words in any case', () => {
    expect([true, 'true', 'True', 1, '1', 'yes', 'YES'].map(flag)).toEqual(Array(7).fill(true));
    expect([false, 'false', 'False', 0, '0', 'no', 'No'].map(flag)).toEqual(Array(7).fill(false));
  });

  test('is null for anything else', () => {
    expect(['', 'maybe', 2, null, undefined, {}, []].map(flag)).toEqual(Array(7).fill(null));
  });
});

describe('enumKey', () => {
  test('folds case and separators', () => {
    expect(['NO_ANSWER', 'noAnswer', 'NOANSWER', 'no-answer', 'No Answer'].map(enumKey)).toEqual(
      Array(5).fill('noanswer'),
    );
  });

  test('is empty if there is no value', () => {
    expect([null, undefined, '', {}, true].map(enumKey)).toEqual(['', '', '', '', '']);
  });
});
