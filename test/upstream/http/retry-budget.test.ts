import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRetryBudget } from '../../../src/upstream/http/retry-budget.js';

const SEED = 20250312;
const MINUTE = 60_000;

// Red with another share, if the minute never ends, or if retries count as requests.
test(`retries never exceed a tenth of the last minute’s requests, or three (seed ${SEED})`, () => {
  const step = fc.record({
    passed: fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.nat({ max: 40_000 })),
    requests: fc.nat({ max: 60 }),
    retries: fc.nat({ max: 8 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
      let now = 0;
      const budget = createRetryBudget(() => now);
      const requested: number[] = [];
      const retried: number[] = [];
      // Whole seconds are counted.
      const within = (times: readonly number[], length: number) =>
        times.filter((time) => time > now - length).length;
      for (const { passed, requests, retries } of steps) {
        now += passed;
        for (let index = 0; index < requests; index += 1) {
          budget.requested();
          requested.push(now);
        }
        for (let index = 0; index < retries; index += 1) {
          if (budget.takeRetry()) {
            retried.push(now);
            const most = Math.max(3, within(requested, MINUTE) / 10);
            expect(within(retried, MINUTE - 1000)).toBeLessThanOrEqual(most);
          } else {
            expect(within(retried, MINUTE) + 1).toBeGreaterThan(within(requested, MINUTE - 1000) / 10);
          }
        }
      }
    }),
    { seed: SEED, numRuns: 300 },
  );
});
