import { expect, test } from '@jest/globals';
import { createRecentCalls } from '../../../../src/providers/ccrm/cache/workspace-memory.js';
import { numberedUuid } from '../../../support/builders.js';

const CALL = { localDate: '2025-03-12 11:24:57', noteCount: 0 };

test('calls are kept up to the capacity, although memory is allocated only when needed', () => {
  const recent = createRecentCalls(1000);
  const all = Array.from({ length: 1000 }, (_, index) => index + 1);
  for (const number of all) recent.set(numberedUuid(number), CALL);
  const isKept = (number: number) => recent.has(numberedUuid(number));
  expect(all.every(isKept)).toBe(true);
  recent.set(numberedUuid(1001), CALL);
  expect([isKept(1), isKept(2), isKept(1001)]).toEqual([false, true, true]);
});

// Red if memory is allocated for the full capacity: a megabyte for each, and a second for ten workspaces.
test('a thousand workspaces without calls take little memory', () => {
  const before = process.memoryUsage();
  const all = Array.from({ length: 1000 }, () => createRecentCalls(50_000));
  const after = process.memoryUsage();
  expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(100_000_000);
  expect(all).toHaveLength(1000);
});

test('beyond the capacity the least recently remembered call is evicted', () => {
  const recent = createRecentCalls(3);
  for (const number of [1, 2, 3, 1, 4, 5]) recent.set(numberedUuid(number), CALL);
  const kept = [1, 2, 3, 4, 5].filter((number) => recent.has(numberedUuid(number)));
  expect(kept).toEqual([1, 4, 5]);
});
