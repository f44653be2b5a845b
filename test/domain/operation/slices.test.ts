import { expect, test } from '@jest/globals';
import { mapInSlices } from '../../../src/domain/operation/slices.js';

const ITEMS = Array.from({ length: 30 }, (_, index) => index);

function workFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** The converted items, and how many turns of the event loop others had meanwhile. */
async function mapped(milliseconds: number): Promise<{ converted: readonly number[]; turns: number }> {
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  const mapping = mapInSlices(ITEMS, (item) => {
    workFor(milliseconds);
    return 2 * item;
  });
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

test('short work is done in one turn', async () => {
  expect(await mapped(0)).toMatchObject({ turns: 0 });
});
