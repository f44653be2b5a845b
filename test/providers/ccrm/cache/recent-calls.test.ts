import { expect, test } from '@jest/globals';
import type { Call } from '../../../../src/domain/call.js';
import { createRecentCalls } from '../../../../src/providers/ccrm/cache/recent-calls.js';
import { numberedUuid } from '../../../support/builders.js';
import { aDecodedCall } from '../a-decoded-call.js';

function call(number: number, localDate = '2025-03-12 11:24:57'): Call {
  return aDecodedCall({ uuid: numberedUuid(number), localDate });
}

test('only remembered calls are found by their uuid', () => {
  const recent = createRecentCalls(2);
  recent.remember(call(1));
  expect(recent.localDate(numberedUuid(1))).toBe('2025-03-12 11:24:57');
  expect(recent.localDate(numberedUuid(2))).toBeNull();
});

test('calls are kept up to the capacity, although memory is allocated only when needed', () => {
  const recent = createRecentCalls(1000);
  const all = Array.from({ length: 1000 }, (_, index) => index + 1);
  for (const number of all) recent.remember(call(number));
  const isKept = (number: number) => recent.localDate(numberedUuid(number)) !== null;
  expect(all.every(isKept)).toBe(true);
  recent.remember(call(1001));
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

test('the latest date of a call is remembered', () => {
  const recent = createRecentCalls(2);
  recent.remember(call(1));
  recent.remember(call(1, '2025-03-13 08:00:00'));
  expect(recent.localDate(numberedUuid(1))).toBe('2025-03-13 08:00:00');
});

test('beyond the capacity the least recently remembered call is evicted', () => {
  const recent = createRecentCalls(3);
  for (const number of [1, 2, 3, 1, 4, 5]) recent.remember(call(number));
  const kept = [1, 2, 3, 4, 5].filter((number) => recent.localDate(numberedUuid(number)) !== null);
  expect(kept).toEqual([1, 4, 5]);
});
