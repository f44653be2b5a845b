import { operationOf } from '../../domain/operation/operation-of.js';
import { createFairQueue } from '../../domain/operation/fair-queue.js';

/** Runs a task when there is room for it; `signal` is that of the operation it belongs to. */
export type FairLimit = <T>(signal: AbortSignal, task: () => Promise<T>) => Promise<T>;

/** Lets at most `concurrent` tasks run at once; operations that wait take turns. */
export function createFairLimit(concurrent: number): FairLimit {
  const waiting = createFairQueue<() => void>();
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

  return async (signal, task) => {
    if (running < concurrent) running += 1;
    else await new Promise<void>((resolve) => waiting.add(operationOf(signal), resolve));
    return run(task);
  };
}
