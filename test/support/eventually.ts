import { setTimeout as sleep } from 'node:timers/promises';

/** Polls every few milliseconds and resolves once the condition holds; rejects after `patience` ms. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  patience = 60_000,
): Promise<void> {
  for (const end = performance.now() + patience; performance.now() < end;) {
    if (await condition()) return;
    await sleep(5);
  }
  throw new Error('It never came true.');
}
