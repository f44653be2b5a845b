import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Polls every few milliseconds, and less often if it takes longer, and resolves once the condition holds; rejects after
 * `patience` ms.
 */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  patience = 60_000,
): Promise<void> {
  const end = performance.now() + patience;
  for (let pause = 5; performance.now() < end; pause = Math.min(pause + 1, 25)) {
    if (await condition()) return;
    await sleep(pause);
  }
  throw new Error('It never came true.');
}
