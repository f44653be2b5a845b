import type { OperationScope } from '../../domain/operation/operation-scope.js';
import { createFairQueue } from '../../domain/operation/fair-queue.js';

/** Runs a task as soon as the limit allows it; `scope` is the scope of its operation. */
export type FairLimit = <T>(scope: OperationScope, task: () => Promise<T>) => Promise<T>;

/** Runs at most `concurrent` tasks at a time. Waiting operations are served round-robin, background ones last. */
export function createFairLimit(concurrent: number): FairLimit {
  const waiting = createFairQueue<() => void, OperationScope>(({ isInBackground }) => isInBackground);
  let running = 0;

  async function run<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } finally {
      const next = waiting.take();
      if (next === undefined) running -= 1;
      else next();
    }
  }

  return async (scope, task) => {
    if (running < concurrent) running += 1;
    else await new Promise<void>((resolve) => waiting.add(scope.operation, resolve));
    return run(task);
  };
}
