import { expect, test } from '@jest/globals';
import { createTimeShares } from '../../../src/domain/operation/time-shares.js';

const [ewa, jan] = [{}, {}];

/** Takes items until there are none; each of ewa’s uses 100, each of jan’s 10. */
function orderOf(queue: ReturnType<typeof createTimeShares<string>>): readonly string[] {
  const order: string[] = [];
  for (let item = queue.take(); item !== undefined; item = queue.take()) {
    order.push(item);
    queue.charge(item.startsWith('e') ? ewa : jan, item.startsWith('e') ? 100 : 10);
  }
  return order;
}

// Red if callers are served round-robin: jan would wait for ewa four times.
test('what is short comes before what is long, and the items of a caller in FIFO order', () => {
  const queue = createTimeShares<string>();
  for (const item of ['e1', 'e2', 'e3', 'e4']) queue.add(ewa, item);
  for (const item of ['j1', 'j2', 'j3', 'j4']) queue.add(jan, item);
  expect(queue.heads).toEqual(['e1', 'j1']);
  expect(orderOf(queue)).toEqual(['e1', 'j1', 'j2', 'j3', 'j4', 'e2', 'e3', 'e4']);
  expect(queue.heads).toEqual([]);
});

// Red if a caller that comes again continues from the time that it has used.
test.each([
  ['that has never come', 0],
  ['that has come before', 1],
])('a caller %s gains nothing by having had nothing to do', (_, before) => {
  const queue = createTimeShares<string>();
  for (let number = 0; number < before; number += 1) queue.add(jan, 'j0');
  for (let number = 1; number <= 4; number += 1) queue.add(ewa, `e${number}`);
  expect(orderOf(queue)).toHaveLength(before + 4);
  queue.add(ewa, 'e5');
  for (let number = 1; number <= 30; number += 1) queue.add(jan, `j${number}`);
  // jan comes ten times as often as ewa, whose items use ten times as much, after the one that ewa had last.
  expect(orderOf(queue).indexOf('e5')).toBe(10);
});

// Red if what was never taken from the queue, as nobody waited, is charged on top of an old time.
test('time is charged from the present on', () => {
  const queue = createTimeShares<string>();
  queue.add(ewa, 'e1');
  expect(orderOf(queue)).toEqual(['e1']);
  queue.add(ewa, 'e2');
  queue.take();
  queue.charge(jan, 50);
  queue.add(jan, 'j1');
  queue.add(ewa, 'e3');
  expect([queue.take(), queue.take()]).toEqual(['e3', 'j1']);
});
