import { describe, expect, test } from '@jest/globals';
import { Kind } from 'graphql';
import { DateTimeScalar } from '../../../src/graph/input/date-time.scalar.js';

test.each([
  ['2025-03-12T10:24:57Z', '2025-03-12T10:24:57Z'],
  ['2025-03-12T11:24:57+01:00', '2025-03-12T10:24:57Z'],
  ['2025-03-11T23:54:57-10:30', '2025-03-12T10:24:57Z'],
  ['2025-03-12T10:24:57-00:00', '2025-03-12T10:24:57Z'],
  ['2025-03-12t10:24:57z', '2025-03-12T10:24:57Z'],
  ['2025-03-12T10:24:57.5Z', '2025-03-12T10:24:57.500Z'],
  ['2025-03-12T10:24:57.123456789Z', '2025-03-12T10:24:57.123Z'],
  ['2025-03-12T10:24:57.000+00:00', '2025-03-12T10:24:57Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
  ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00Z'],
  ['2025-01-01T00:00:00+23:59', '2024-12-31T00:01:00Z'],
  ['1969-12-31T23:59:59Z', '1969-12-31T23:59:59Z'],
  ['0000-01-01T01:00:00+01:00', '0000-01-01T00:00:00Z'],
  ['9999-12-31T22:59:59.999-01:00', '9999-12-31T23:59:59.999Z'],
])('parses %s and serialises it in UTC as %s', (input, written) => {
  const instant = DateTimeScalar.parseValue(input);
  expect(DateTimeScalar.serialize(instant)).toBe(written);
  expect(DateTimeScalar.parseLiteral({ kind: Kind.STRING, value: input }, {})).toBe(instant);
});

describe('rejects anything but an RFC 3339 date and time with an offset', () => {
  test.each([
    ['2025-03-12T10:24:57'],
    ['2025-03-12 10:24:57Z'],
    ['2025-03-12T10:24Z'],
    ['2025-03-12'],
    ['12.03.2025'],
    ['2025-02-29T00:00:00Z'],
    ['1900-02-29T00:00:00Z'],
    ['2025-04-31T00:00:00Z'],
    ['2025-13-01T00:00:00Z'],
    ['2025-00-01T00:00:00Z'],
    ['2025-01-00T00:00:00Z'],
    ['2025-01-01T24:00:00Z'],
    ['2025-01-01T25:00:00Z'],
    ['2025-01-01T00:60:00Z'],
    ['2025-01-01T00:00:61Z'],
    ['2025-01-01T00:00:00+24:00'],
    ['2025-01-01T00:00:00+01:60'],
    ['2025-01-01T00:00:00+0100'],
    ['2025-01-01T00:00:00.Z'],
    ['+012025-01-01T00:00:00Z'],
    // In UTC, their years don't have four digits.
    ['0000-01-01T00:59:59+01:00'],
    ['9999-12-31T23:00:00-01:00'],
    [' 2025-01-01T00:00:00Z'],
    ['2025-01-01T00:00:00Z\n'],
    [''],
    ['now'],
    [1741775097000],
    [null],
    [true],
    [new Date(0)],
  ])('%j', (input) => {
    expect(() => DateTimeScalar.parseValue(input)).toThrow(
      'expected an RFC 3339 date and time with an offset',
    );
  });

  test('a number in a query', () => {
    expect(() => DateTimeScalar.parseLiteral({ kind: Kind.INT, value: '2025' }, {})).toThrow(
      'DateTime cannot represent 2025; expected an RFC 3339',
    );
  });
});

test.each([['2025-03-12T10:24:57Z'], [null], [NaN], [Infinity]])('throws when serialising %p', (value) => {
  expect(() => DateTimeScalar.serialize(value)).toThrow();
});
