import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds to wait for another process that writes, and between two attempts. */
const LOCK_TIMEOUT = 5000;
const PAUSE = 25;

/**
 * Retries `work` for five seconds while another process locks the SQLite database. The database's thread must not wait
 * itself, because that would block readers.
 */
export async function whenUnlocked<T>(work: () => Promise<T>): Promise<T> {
  const end = performance.now() + LOCK_TIMEOUT;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isLocked = error instanceof Error && error.message === 'database is locked';
      if (!isLocked || performance.now() > end) throw error;
      await sleep(PAUSE);
    }
  }
}
