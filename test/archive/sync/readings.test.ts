import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import pLimit from 'p-limit';
import { Pacer } from '../../../src/archive/sync/pacer.js';
import { openOperation } from '../../../src/archive/sync/read-interval.js';
import { SyncLease } from '../../../src/archive/sync/sync-lease.js';

const lease = new SyncLease({ lease: () => Promise.resolve(true), release: () => Promise.resolve() });
const { signal } = new AbortController();

// Red if the waiting request acquires the slot later: eight of them would stop all reading.
test('an operation that ends while its request waits for a read slot leaves the slot to others', async () => {
  const readings = pLimit(1);
  const held = Promise.withResolvers<undefined>();
  void readings(() => held.promise);
  const operation = openOperation({ pacer: new Pacer(Infinity), lease, readings }, signal);
  const waiting = operation.scope.pace?.();
  await nextTurn();
  operation[Symbol.dispose]();
  held.resolve(undefined);
  await expect(waiting).rejects.toThrow('given up');
  await readings(() => Promise.resolve());
});

test('an operation holds one read slot at a time and releases it when it ends', async () => {
  const readings = pLimit(1);
  const operation = openOperation({ pacer: new Pacer(Infinity), lease, readings }, signal);
  for (let request = 0; request < 3; request += 1) await operation.scope.pace?.();
  expect(readings.activeCount).toBe(1);
  operation[Symbol.dispose]();
  await readings(() => Promise.resolve());
});

// Red if a slot that is acquired just as the operation ends isn't released.
test('an operation that ends at any moment leaves its read slot to others', async () => {
  const readings = pLimit(1);
  for (let moment = 0; moment < 40; moment += 1) {
    const operation = openOperation({ pacer: new Pacer(Infinity), lease, readings }, signal);
    const paced = Promise.allSettled([operation.scope.pace?.()]);
    for (let passed = 0; passed < moment; passed += 1) await Promise.resolve();
    operation[Symbol.dispose]();
    await paced;
    await nextTurn();
    expect({ moment, slots: readings.activeCount }).toEqual({ moment, slots: 0 });
  }
});
