import { describe, expect, test } from '@jest/globals';
import { integer, text } from '../../src/json/decode.js';
import { fieldReader } from '../../src/upstream/field-reader.js';
import { nothingReadable } from '../../src/upstream/provider-errors.js';

/** A reader of these fields, and the names of the fields that it reports. */
function aReader(fields: Readonly<Record<string, unknown>>) {
  const reported: string[] = [];
  const anomalies = {
    unknownValue: (field: string, value: unknown) => {
      expect(value).toBeNull();
      reported.push(field);
    },
    leftOut: () => undefined,
    suspect: () => undefined,
  };
  return { reader: fieldReader(fields, anomalies), reported };
}

describe('a field', () => {
  test('is read by its name, and reported only if it is present but unreadable', () => {
    const { reader, reported } = aReader({ name: 'Ewa', age: 'many', empty: '', none: null });
    expect(reader.value('name', text)).toBe('Ewa');
    expect(['age', 'empty', 'none', 'missing'].map((name) => reader.value(name, integer))).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(reported).toEqual(['age']);
  });
});

describe('the items of a list', () => {
  test.each<[value: unknown, items: readonly number[], isReported: boolean]>([
    [[1, '2'], [1, 2], false],
    [{ 0: { a: 1 } }, [], true],
    [[1, 'x'], [1], true],
    // An empty value in a list isn't an item.
    [[1, null, ''], [1], false],
    [[], [], false],
    [null, [], false],
    [undefined, [], false],
    ['', [], false],
    ['1', [], true],
    [5, [], true],
  ])('of %j are %j, reported: %s', (value, items, isReported) => {
    const { reader, reported } = aReader({ list: value });
    expect(reader.items('list', integer)).toEqual(items);
    expect(reported).toEqual(isReported ? ['list'] : []);
  });
});

test('a response without a readable record is UPSTREAM_BAD_RESPONSE', () => {
  expect(nothingReadable('ccrm', 3)).toMatchObject({
    provider: 'ccrm',
    code: 'UPSTREAM_BAD_RESPONSE',
    message: 'None of the provider’s 3 records could be read.',
  });
});
