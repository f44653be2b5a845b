import { setTimeout as sleep } from 'node:timers/promises';
import { pino, type Logger } from 'pino';
import type { LogLevel } from '../config/settings.js';
import { LogDestination } from './log-destination.js';

/** In milliseconds. */
const FLUSH_TIMEOUT = 500;

/** A logger that logs nothing. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}

/** Opens the log on standard output for this level and more severe ones. */
export function openLog(level: LogLevel) {
  const destination = new LogDestination(process.stdout.fd);
  return {
    logger: pino({ base: null, level }, destination),
    /** Writes the waiting lines, for at most half a second. Must be called last. */
    async close(): Promise<void> {
      await Promise.race([destination.flush(), sleep(FLUSH_TIMEOUT)]);
      destination.destroy();
    },
  };
}
