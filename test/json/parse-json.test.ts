import { describe, expect, test } from '@jest/globals';
import { bareInteger, parseJson, parseJsonBytes, writeJson } from '../../src/json/parse-json.js';

describe('parseJson', () => {
  test('keeps every digit of an integer beyond 2^53', () => {
    expect(parseJson('{"id":9223372036854775807,"other":[-9007199254740993]}')).toEqual({
      id: 9223372036854775807n,
      other: [-9007199254740993n],
    });
  });

  test('finds such an integer at any offset', () => {
    for (let offset = 0; offset < 33; offset += 1) {
      const text = `${' '.repeat(offset)}9007199254740993`;
      expect(parseJson(text)).toBe(9007199254740993n);
    }
  });

  test('doesn’t change safe integers, fractions, exponents and digits in strings', () => {
    const text = '[9007199254740991,0.12345678901234567,1e20,"12345678901234567890",48777888999]';
    expect(parseJson(text)).toEqual([
      9007199254740991,
      0.12345678901234567,
      1e20,
      '12345678901234567890',
      48777888999,
    ]);
  });

  test('parses a number of a million digits without creating a bigint', () => {
    expect(parseJson('9'.repeat(1_000_000))).toBe(Infinity);
  });

  test.each(['', '{', '{"a":1,}', '{"a":1}{', "{'a':1}", 'undefined'])(
    'throws a SyntaxError for %j',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    },
  );

  test('rejects nesting that would overflow the stack', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(() => parseJson(nested(257))).toThrow(SyntaxError);
    expect(() => parseJson(`[12345678901234567890,${nested(100_000)}]`)).toThrow(SyntaxError);
    expect(parseJson(nested(256))).toBeInstanceOf(Array);
  });

  // Red without the count: each would be parsed.
  test.each([
    ['empty objects', '{}', 125_000],
    ['empty arrays', '[]', 125_000],
    ['numbers', '1', 250_000],
    ['integers beyond 2^53', '9007199254740993', 100_000],
  ])('rejects more values than any response has: %s', (_, value, most) => {
    const text = (count: number) => `[${Array(count).fill(value).join()}]`;
    expect(() => parseJson(text(most + 1))).toThrow(SyntaxError);
    expect(parseJson(text(most - 1))).toHaveLength(most - 1);
  });

  test('does not count commas in strings', () => {
    expect(parseJson(JSON.stringify([','.repeat(300_000)]))).toEqual([','.repeat(300_000)]);
  });

  test('does not count brackets in strings, or closed levels', () => {
    const text = JSON.stringify({
      a: '['.repeat(1000),
      b: '\\"[{\\\\' + '{'.repeat(1000),
      c: Array(1000).fill([]),
    });
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });
});

test('parseJsonBytes ignores a byte order mark', () => {
  expect(parseJsonBytes(new TextEncoder().encode('\uFEFF{"a":1}'))).toEqual({ a: 1 });
});

describe('writeJson', () => {
  // Red without an exponent: Redis and the archive would turn 9.007199254740992e15 into a bigint, which a note's content has as text.
  test.each([
    '{"id":18446744073709551615,"double":9.007199254740992e15}',
    '[9.007199254740992e15,-1.2345678901234567e20,1e21,1.7976931348623157e308,9007199254740991]',
    '["1234567890123456",0.1234567890123456789,null,{"__proto__":1}]',
  ])('writes a value that parses to the same value: %s', (text) => {
    const value = parseJson(text);
    expect(parseJson(writeJson(value))).toStrictEqual(value);
  });
});

describe('bareInteger', () => {
  test('is written as a number with every digit', () => {
    expect(JSON.stringify({ id: bareInteger('18446744073709551615') })).toBe('{"id":18446744073709551615}');
  });

  test('is written without the leading zeros that JSON forbids', () => {
    expect(JSON.stringify([bareInteger('007'), bareInteger('0')])).toBe('[7,0]');
  });

  test.each(['', '-1', '1.5', '0x10', '"1"', '1'.repeat(21)])('rejects %j', (digits) => {
    expect(() => bareInteger(digits)).toThrow(RangeError);
  });
});
