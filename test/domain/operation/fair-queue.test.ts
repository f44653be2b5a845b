import { expect, test } from '@jest/globals';
import { createFairQueue } from '../../../src/domain/operation/fair-queue.js';

const [one, other] = [{}, {}];

test('operations are served round-robin, and the items of each in FIFO order', () => {
  const queue = createFairQueue<string>();
  for (const item of ['a', 'b', 'c']) queue.add(one, item);
  for (const item of ['x', 'y']) queue.add(other, item);
  expect(queue.items.toSorted()).toEqual(['a', 'b', 'c', 'x', 'y']);
  expect(Array.from({ length: 6 }, () => queue.take())).toEqual(['a', 'x', 'b', 'y', 'c', undefined]);
  expect(queue.items).toEqual([]);
});

test('a removed item isn’t served, and an operation without items is skipped', () => {
  const queue = createFairQueue<string>();
  queue.add(one, 'a');
  queue.add(one, 'b');
  queue.add(other, 'x');
  queue.remove(one, 'a');
  queue.remove({}, 'b');
  queue.remove(other, 'x');
  expect(queue.items).toEqual(['b']);
  expect([queue.take(), queue.take()]).toEqual(['b', undefined]);
});
