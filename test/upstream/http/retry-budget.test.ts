import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRetryBudget } from '../../../src/upstream/http/retry-budget.js';

const SEED = 20250312;
const MINUTE = 60_000;

// Red with another share, without the minute's end, or where it counts retries as requests.
test(`no retry makes more than a tenth of the requests of the minute before it, or than three (seed ${SEED})`, () => {
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
