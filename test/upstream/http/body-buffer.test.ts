import { expect, test } from '@jest/globals';
import { createBodyBuffer } from '../../../src/upstream/http/body-buffer.js';

const SIZES = [10, 70_000, 1, 200_000, 0, 300_000, 7];

test.each([0, 1, 3, SIZES.length])(
  'holds %d chunks that were appended, in order, up to its limit',
  (count) => {
    const sizes = SIZES.slice(0, count);
    const whole = Buffer.concat(sizes.map((size, index) => Buffer.alloc(size, index)));
    const buffer = createBodyBuffer(whole.length);
    for (const [index, size] of sizes.entries()) expect(buffer.append(Buffer.alloc(size, index))).toBe(true);
    expect(whole.equals(buffer.bytes())).toBe(true);
    expect(buffer.append(Buffer.alloc(1))).toBe(false);
  },
);

// Red where it is left to the garbage collector.
test('gives the memory of many chunks back at once', () => {
  const buffer = createBodyBuffer(1_000_000);
  for (const size of SIZES) buffer.append(Buffer.alloc(size));
  const bytes = buffer.bytes();
  buffer.free();
  expect(bytes.buffer.byteLength).toBe(0);
});
