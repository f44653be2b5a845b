import { describe, expect, test } from '@jest/globals';
import { dialled, enumKey, flag, integer, list, record, text } from '../../src/json/decode.js';
import { parseJson } from '../../src/json/parse-json.js';

describe('record', () => {
  test('returns an object, and null for arrays, null and primitives', () => {
    expect(record({ a: 1 })).toEqual({ a: 1 });
    expect([[], null, undefined, 'a', 1].map(record)).toEqual([null, null, null, null, null]);
  });
});

describe('text', () => {
  test('keeps a string unchanged, with leading zeros and outer spaces', () => {
    expect(['0001', ' a '].map(text)).toEqual(['0001', ' a ']);
  });

  test('converts a number with all its digits', () => {
    expect([48777888999, 0, 9223372036854775807n].map(text)).toEqual([
      '48777888999',
      '0',
      '9223372036854775807',
    ]);
  });

  test('returns null for blank strings and for values that are neither strings nor numbers', () => {
    expect(['', '  ', null, undefined, {}, [], true].map(text)).toEqual(Array(7).fill(null));
  });

  // Red if a number is written with digits that nobody sent: 9007199254740993.0 would become 9007199254740992.
  test('returns null for a number whose digits aren’t exact, such as 9007199254740993.0, and for 1e999', () => {
    const written = ['9007199254740993.0', '9.007199254740993e15', '-1.8e19', '1e999', '-1e999'];
    expect(written.map((number) => text(parseJson(number)))).toEqual(Array(5).fill(null));
    expect(['9007199254740991.0', '1.9e1', '0.15'].map((number) => text(parseJson(number)))).toEqual([
      ...['9007199254740991', '19', '0.15'],
    ]);
  });
});

describe('dialled', () => {
  test('keeps a number as sent, but without the .0 of a float', () => {
    const written = [
      107,
      '107',
      '0107',
      '107.0',
      '12345*107',
      '+48 777 888 999',
      '22.555.01.00',
      '12345.000',
    ];
    expect(written.map(dialled)).toEqual([
      ...['107', '107', '0107', '107', '12345*107', '+48 777 888 999', '22.555.01.00', '12345.000'],
    ]);
  });

  test('returns null for a number that isn’t whole', () => {
    expect([10.7, JSON.parse('1e999'), '', null].map(dialled)).toEqual(Array(4).fill(null));
  });
});

describe('integer', () => {
  test('accepts numbers and numeric strings', () => {
    expect([3, '3', ' 12 ', '-4', '5.0', 0, '0', 2147483647].map(integer)).toEqual([
      3, 3, 12, -4, 5, 0, 0, 2147483647,
    ]);
  });

  test('returns null for fractions, words, blanks and integers beyond 32 bits', () => {
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
  test('returns the items of an array and the values of an object', () => {
    expect(list([1, 2])).toEqual([1, 2]);
    expect(list({ 0: 'a', 1: 'b' })).toEqual(['a', 'b']);
  });

  test('returns the values of a map of objects, some of which may be null', () => {
    expect(list({ a: { b: 1 }, c: null })).toEqual([{ b: 1 }, null]);
  });

  test('returns any other object as one item', () => {
    const objects = [{ a: 'b', c: null }, { a: null }, { a: {}, b: 'c' }, { a: { b: 1 }, c: [] }];
    expect(objects.map(list)).toEqual(objects.map((object) => [object]));
  });

  test('returns an empty list for {}, [], null, undefined and primitives', () => {
    expect([{}, [], null, undefined, 'abc', 1].map(list)).toEqual(Array(6).fill([]));
  });
});

describe('flag', () => {
  test('accepts booleans, 1 and 0, and words in any case', () => {
    expect([true, 'true', 'True', 1, '1', 'yes', 'YES', 'OK'].map(flag)).toEqual(Array(8).fill(true));
    expect([false, 'false', 'False', 0, '0', 'no', 'No'].map(flag)).toEqual(Array(7).fill(false));
  });

  test('returns null for anything else', () => {
    expect(['', 'maybe', 2, null, undefined, {}, []].map(flag)).toEqual(Array(7).fill(null));
  });
});

describe('enumKey', () => {
  test('ignores case and separators', () => {
    expect(['NO_ANSWER', 'noAnswer', 'NOANSWER', 'no-answer', 'No Answer'].map(enumKey)).toEqual(
      Array(5).fill('noanswer'),
    );
  });

  test('returns an empty string if there is no value', () => {
    expect([null, undefined, '', {}, true].map(enumKey)).toEqual(['', '', '', '', '']);
  });
});
