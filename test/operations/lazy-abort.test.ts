import { expect, test } from '@jest/globals';
import { LazyAbort } from '../../src/operations/lazy-abort.js';

test('a signal aborts with its operation, even if it is first read afterwards', () => {
  const before = new LazyAbort();
  const { signal } = before;
  expect(signal.aborted).toBe(false);
  before.abort();
  expect(signal.aborted).toBe(true);
  const afterwards = new LazyAbort();
  afterwards.abort();
  expect(afterwards.signal.aborted).toBe(true);
});

test('every read returns the same signal', () => {
  const over = new LazyAbort();
  expect(over.signal).toBe(over.signal);
});
