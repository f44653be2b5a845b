import { expect, test } from '@jest/globals';
import { createBodyBuffer } from '../../src/upstream/body-buffer.js';

const SIZES = [10, 70_000, 1, 200_000];

test('holds what was appended, in order, up to its limit', () => {
  const whole = Buffer.concat(SIZES.map((size, index) => Buffer.alloc(size, index)));
  const buffer = createBodyBuffer(whole.length);
  for (const [index, size] of SIZES.entries()) expect(buffer.append(Buffer.alloc(size, index))).toBe(true);
  expect(whole.equals(buffer.bytes())).toBe(true);
  expect(buffer.append(Buffer.alloc(1))).toBe(false);
});

// Red where it is left to the garbage collector.
test('gives its memory back at once', () => {
  const buffer = createBodyBuffer(1_000_000);
  for (const size of SIZES) buffer.append(Buffer.alloc(size));
  const bytes = buffer.bytes();
  buffer.free();
  expect(bytes.buffer.byteLength).toBe(0);
});
