import { expect, test } from '@jest/globals';
import { aScope } from '../../support/a-scope.js';
import type { OperationScope } from '../../../src/domain/operation/operation-scope.js';

function limited(values: number): OperationScope {
  return aScope({ limits: { pages: 1, values } });
}

// The guard: recountValues in operation-fast-path.ts.
test('an operation that is executed again may return as many values as the first time', () => {
  const scope = limited(10);
  expect(scope.work.countValues(10)).toBe(true);
  scope.work.recountValues();
  expect(scope.work.countValues(10)).toBe(true);
  expect(scope.work.responseProblem()).toBeNull();
});

test('a response that exceeds the limit stays over it', () => {
  const scope = limited(10);
  expect(() => scope.work.countValues(11)).toThrow(
    'The response exceeds 10 values; request fewer items (`first`) or fields.',
  );
  scope.work.recountValues();
  expect(scope.work.countValues(1)).toBe(false);
});
