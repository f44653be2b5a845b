import { expect, test } from '@jest/globals';
import { Semaphore } from '../../../src/archive/database/semaphore.js';
import { Pacer } from '../../../src/archive/sync/pacer.js';
import { openOperation } from '../../../src/archive/sync/read-interval.js';
import { SyncLease } from '../../../src/archive/sync/sync-lease.js';

const lease = new SyncLease({ lease: () => Promise.resolve(true), release: () => Promise.resolve() });
const { signal } = new AbortController();

// Red if the waiting request acquires the slot later: eight of them would stop all reading.
test('an operation that ends while its request waits for a read slot leaves the slot to others', async () => {
  const readings = new Semaphore(1);
  await readings.acquire();
  const operation = openOperation({ pacer: new Pacer(Infinity), lease, readings }, signal);
  const waiting = operation.scope.pace?.();
  operation[Symbol.dispose]();
  readings.release();
  await expect(waiting).rejects.toThrow();
  await readings.acquire(AbortSignal.timeout(1000));
});

test('an operation holds one read slot at a time and releases it when it ends', async () => {
  const readings = new Semaphore(1);
  const operation = openOperation({ pacer: new Pacer(Infinity), lease, readings }, signal);
  for (let request = 0; request < 3; request += 1) await operation.scope.pace?.();
  operation[Symbol.dispose]();
  await readings.acquire(AbortSignal.timeout(1000));
});
