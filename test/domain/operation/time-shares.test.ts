import { expect, test } from '@jest/globals';
import { createTimeShares } from '../../../src/domain/operation/time-shares.js';

const [ewa, jan] = [{}, {}];

/** Takes all items; each of ewa's uses 100, each of jan's 10. */
function orderOf(queue: ReturnType<typeof createTimeShares<string>>): readonly string[] {
  const order: string[] = [];
  for (let item = queue.take(); item !== undefined; item = queue.take()) {
    order.push(item);
    queue.charge(item.startsWith('e') ? ewa : jan, item.startsWith('e') ? 100 : 10);
  }
  return order;
}

// Red if callers are served round-robin: jan would wait for ewa four times.
test('short items come before long ones, and the items of a caller in FIFO order', () => {
  const queue = createTimeShares<string>();
  for (const item of ['e1', 'e2', 'e3', 'e4']) queue.add(ewa, item);
  for (const item of ['j1', 'j2', 'j3', 'j4']) queue.add(jan, item);
  expect(orderOf(queue)).toEqual(['e1', 'j1', 'j2', 'j3', 'j4', 'e2', 'e3', 'e4']);
});

// Red if a caller that returns continues from the time that it has used.
test.each([
  ['that has never come', 0],
  ['that has come before', 1],
])('a caller %s gains nothing from having been idle', (_, before) => {
  const queue = createTimeShares<string>();
  for (let number = 0; number < before; number += 1) queue.add(jan, 'j0');
  for (let number = 1; number <= 4; number += 1) queue.add(ewa, `e${number}`);
  expect(orderOf(queue)).toHaveLength(before + 4);
  queue.add(ewa, 'e5');
  for (let number = 1; number <= 30; number += 1) queue.add(jan, `j${number}`);
  // jan gets ten items for each of ewa's, which use ten times as much; e5 comes after that.
  expect(orderOf(queue).indexOf('e5')).toBe(10);
});

// Red if time passes only while somebody waits: ewa would wait for as long as all that she has used alone.
test('a caller that worked alone for long doesn’t wait for it later', () => {
  const queue = createTimeShares<string>();
  for (let time = 0; time < 50; time += 1) {
    queue.serve(ewa);
    queue.charge(ewa, 100);
  }
  queue.add(ewa, 'e1');
  for (let number = 1; number <= 30; number += 1) queue.add(jan, `j${number}`);
  expect(orderOf(queue).indexOf('e1')).toBe(10);
});

test('an item that is added first comes before the caller’s other items, and shares its time', () => {
  const queue = createTimeShares<string>();
  queue.add(ewa, 'e2');
  queue.addFirst(ewa, 'e1');
  queue.add(jan, 'j1');
  expect(orderOf(queue)).toEqual(['e1', 'j1', 'e2']);
});
