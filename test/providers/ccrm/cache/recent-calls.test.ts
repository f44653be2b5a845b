import { expect, test } from '@jest/globals';
import type { Call } from '../../../../src/domain/call.js';
import { createRecentCalls } from '../../../../src/providers/ccrm/cache/recent-calls.js';
import { numberedUuid } from '../../../support/builders.js';
import { aDecodedCall } from '../a-decoded-call.js';

function call(number: number, localDate = '2025-03-12 11:24:57'): Call {
  return aDecodedCall({ uuid: numberedUuid(number), localDate });
}

test('a call that was remembered is found by its uuid, another is not', () => {
  const recent = createRecentCalls(2);
  recent.remember(call(1));
  expect(recent.localDate(numberedUuid(1))).toBe('2025-03-12 11:24:57');
  expect(recent.localDate(numberedUuid(2))).toBeNull();
});

test('the latest date of a call is kept', () => {
  const recent = createRecentCalls(2);
  recent.remember(call(1));
  recent.remember(call(1, '2025-03-13 08:00:00'));
  expect(recent.localDate(numberedUuid(1))).toBe('2025-03-13 08:00:00');
});

test('no more calls are kept than there is room for: the one remembered longest ago goes first', () => {
  const recent = createRecentCalls(3);
  for (const number of [1, 2, 3, 1, 4, 5]) recent.remember(call(number));
  const kept = [1, 2, 3, 4, 5].filter((number) => recent.localDate(numberedUuid(number)) !== null);
  expect(kept).toEqual([1, 4, 5]);
});
