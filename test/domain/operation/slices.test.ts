import { expect, test } from '@jest/globals';
import { mapInSlices } from '../../../src/domain/operation/slices.js';

const ITEMS = Array.from({ length: 30 }, (_, index) => index);

function workFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** The converted items, and the number of turns of the event loop that others had meanwhile. */
async function mapped(
  milliseconds: number,
  inBackground = false,
): Promise<{ converted: readonly number[]; turns: number }> {
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  const convert = (item: number) => {
    workFor(milliseconds);
    return 2 * item;
  };
  const mapping = mapInSlices(ITEMS, convert, inBackground);
  setImmediate(count);
  const converted = await mapping;
  isDone = true;
  return { converted, turns };
}

// Red if all items are converted in one turn, or if each item takes a turn of its own.
test('long work gives others a turn every ten milliseconds', async () => {
  const { converted, turns } = await mapped(3);
  expect(converted).toEqual(ITEMS.map((item) => 2 * item));
  expect(turns).toBeGreaterThanOrEqual(6);
  expect(turns).toBeLessThan(ITEMS.length);
});

// Red if it has ten milliseconds, too, or four.
test('work in the background gives others a turn every millisecond', async () => {
  const { converted, turns } = await mapped(0.5, true);
  expect(converted).toEqual(ITEMS.map((item) => 2 * item));
  expect(turns).toBeGreaterThanOrEqual(9);
});

// Red if each conversion has ten milliseconds in the same turn.
test('concurrent conversions share the ten milliseconds of a turn', async () => {
  const all = await Promise.all([mapped(3), mapped(3), mapped(3), mapped(3)]);
  expect(Math.max(...all.map(({ turns }) => turns))).toBeGreaterThanOrEqual(24);
});

test('short work is done in one turn', async () => {
  expect(await mapped(0)).toMatchObject({ turns: 0 });
});
