import { expect, test } from '@jest/globals';
import { JsonWriter, Piece } from '../../src/execution/json-writer.js';

const PART = 1024 * 1024;

/** Everything written for these values, concatenated. */
function writtenOf(writer: JsonWriter, values: readonly string[]): Piece {
  const piece = new Piece();
  writer.begin(piece);
  for (const value of values) writer.string(value);
  writer.end();
  return piece;
}

const textOf = (piece: Piece) => Buffer.concat(piece.bytes()).toString();
const jsonOf = (values: readonly string[]) => values.map((value) => JSON.stringify(value)).join('');

// Red if a part is overwritten once it has ended, or if bytes between two parts are lost.
test.each([
  ['short texts, ten parts of them', Array.from({ length: 200_000 }, (_, at) => `Zażółć gęślą jaźń "${at}"`)],
  ['a text as long as half a part, and others', ['a'.repeat(PART / 2), 'b', 'c'.repeat(PART / 2), 'd']],
  ['texts longer than a part', ['ż'.repeat(PART), 'short', '"'.repeat(2 * PART), 'short']],
  [
    'texts with what is escaped at their end',
    ['\n', '"', '\\', '\ud800', '😀', '\u001f'].map((end) => 'ż'.repeat(65) + end),
  ],
  ['texts that fill a part to the byte', Array.from({ length: 40 }, () => 'x'.repeat(PART / 8 - 2))],
])('%s', (_, values) => {
  const writer = new JsonWriter();
  const first = writtenOf(writer, values);
  const second = writtenOf(writer, ['something else', ...values]);
  expect(textOf(first) === jsonOf(values)).toBe(true);
  expect(textOf(second) === jsonOf(['something else', ...values])).toBe(true);
});

// Red if the buffer doubles: 32 MiB would be allocated for 17, and copied five times.
test('a long response is stored in parts of a mebibyte', () => {
  const piece = writtenOf(
    new JsonWriter(),
    Array.from({ length: 17 * 1024 }, () => 'x'.repeat(1022)),
  );
  expect(piece.bytes().length).toBeGreaterThanOrEqual(17);
  for (const { buffer } of piece.bytes()) expect(buffer.byteLength).toBeLessThanOrEqual(PART);
});

test('what was written since a position can be copied, unless a part has ended since', () => {
  const writer = new JsonWriter();
  writer.begin(new Piece());
  writer.string('a');
  const { written } = writer;
  writer.string('b');
  expect(Buffer.from(writer.since(written) ?? []).toString()).toBe('"b"');
  writer.string('c'.repeat(PART));
  writer.string('d'.repeat(PART));
  expect(writer.since(written)).toBeNull();
});
