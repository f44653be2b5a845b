import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson, parseJsonBytes } from '../../src/json/parse-json.js';

/** Longer than a text that is parsed as a whole. */
const LONG = 'ł'.repeat(70_000);
const PADDING = ' '.repeat(140_000);
const encoder = new TextEncoder();

function parse(text: string): unknown {
  return parseJsonBytes(encoder.encode(text));
}

/** The result of JSON.parse: a value, or that it isn't JSON. */
function outcome(read: () => unknown): unknown {
  try {
    return { value: read() };
  } catch (error) {
    return (error as Error).name;
  }
}

const anObject = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
const aPage = fc.record({ data: fc.array(anObject), others: fc.array(anObject), rest: fc.jsonValue() });
/** Pieces that are inserted into a text or replace one of its characters. */
const aPiece = fc.constantFrom(',', '{', '}', '[', ']', '"', ' ', '\n', ':', '\u{FEFF}', '{}', '1', 'x', '');

describe('a text of more than 128 KiB', () => {
  // Red if a parsed part isn't a part of the whole text, or if the text between parts isn't checked.
  test('is parsed like a short one, valid or not', () => {
    fc.assert(
      fc.property(
        aPage,
        fc.nat(),
        aPiece,
        fc.boolean(),
        fc.boolean(),
        (page, place, piece, isInserted, isList) => {
          const value = isList ? page.data : page;
          const written = JSON.stringify(value, null, isInserted ? 1 : 0);
          const at = place % (written.length + 1);
          const changed = written.slice(0, at) + piece + written.slice(isInserted ? at : at + 1);
          for (const text of [written, changed]) {
            const long = `${text}${PADDING}`;
            // Only bytes may start with a byte order mark.
            const withoutMark = long.replace(/^\u{FEFF}/u, '');
            expect(outcome(() => parse(long))).toEqual(outcome(() => parseJson(withoutMark)));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    ['__proto__', `{"__proto__":[{"long":"${LONG}"}],"a":1}`],
    ['duplicate fields', `{"data":[{"a":1}],"data":[{"long":"${LONG}"}]}`],
    ['two lists', `{"data":[{"long":"${LONG}"}, {"a":2}],"others":[{}],"none":[],"mixed":[{},1]}`],
    ['objects with lists of objects', `{"data":[{"long":"${LONG}","list":[{"a":[{}]}]}]}`],
  ])('keeps %s', (_, text) => {
    const value = parse(text);
    expect(value).toEqual(JSON.parse(text));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test.each([
    '{"data":[{"a":1}}}',
    '{"data":[{"a":1]]}',
    '{"data":[{"a":1}]',
    '[{"a":1}]]',
    '{"data":[,{}]}',
  ])('throws a SyntaxError for %s', (text) => {
    expect(() => parse(`${text}${PADDING}`)).toThrow(SyntaxError);
  });

  test('keeps every digit of an integer beyond 2^53', () => {
    expect(parse(`{"id":12345678901234567890,"data":[{"id":9007199254740993},{"long":"${LONG}"}]}`)).toEqual({
      id: 12345678901234567890n,
      data: [{ id: 9007199254740993n }, { long: LONG }],
    });
  });

  test('may start with a byte order mark', () => {
    const bytes = encoder.encode(`\u{FEFF}{"data":[{"long":"${LONG}"}]}`);
    expect(parseJsonBytes(bytes)).toEqual({ data: [{ long: LONG }] });
  });
});
