import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { pino, type Logger } from 'pino';
import type { LogLevel } from '../config/settings.js';

/**
 * Lines are written in batches of 4 KiB, and at least every 100 ms; if 16 MiB wait for the reader, further ones are
 * dropped.
 */
const BATCHES = { sync: false, minLength: 4096, periodicFlush: 100, maxLength: 16 * 1024 ** 2 };
/** Milliseconds for which an ending process waits for a busy reader. */
const PATIENCE = 500;

/** A logger that logs nothing. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}

/**
 * Opens the log on standard output for this level and more severe ones. Stops if the reader has gone. A reader that
 * doesn't read can't prevent the process from exiting.
 */
export function openLog(level: LogLevel) {
  let end = Infinity;
  const retryEAGAIN = () => performance.now() < end;
  const destination = pino.destination({ dest: process.stdout.fd, ...BATCHES, retryEAGAIN });
  // pino itself stops if the reader has gone. After any other failure, such as a full disk, the next write tries again.
  destination.on('error', () => undefined);
  const flush = promisify(destination.flush.bind(destination));
  const flushSync = destination.flushSync.bind(destination);
  // pino calls it when the process exits.
  destination.flushSync = () => {
    end = performance.now() + PATIENCE;
    try {
      flushSync();
    } catch {
      // The reader is busy or gone.
    }
  };
  return {
    logger: pino({ base: null, level }, destination),
    /** Writes the waiting lines, for at most half a second. Must be called last. */
    async close(): Promise<void> {
      await Promise.race([flush().catch(() => undefined), sleep(PATIENCE)]);
      destination.destroy();
    },
  };
}
