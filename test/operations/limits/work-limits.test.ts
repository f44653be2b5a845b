import { expect, test } from '@jest/globals';
import {
  answerProblem,
  countValues,
  limitWork,
  recountValues,
} from '../../../src/domain/operation/work-limits.js';

function limited(values: number): AbortSignal {
  const { signal } = new AbortController();
  limitWork(signal, { pages: 1, values });
  return signal;
}

// The guard: recountValues in compiled-execution.ts.
test('an operation that is executed once more may bring as much as at first', () => {
  const signal = limited(10);
  expect(countValues(signal, 10)).toBe(true);
  recountValues(signal);
  expect(countValues(signal, 10)).toBe(true);
  expect(answerProblem(signal)).toBeNull();
});

test('an answer that has become too large stays so', () => {
  const signal = limited(10);
  expect(() => countValues(signal, 11)).toThrow(
    'The answer grows beyond 10 values: ask for fewer items (`first`) or fields at once.',
  );
  recountValues(signal);
  expect(countValues(signal, 1)).toBe(false);
});
