import { setTimeout as sleep } from 'node:timers/promises';
import { pino, type Logger } from 'pino';
import type { LogLevel } from '../config/settings.js';
import { LogDestination } from './log-destination.js';

/** The log on standard output. */
export interface Log {
  readonly logger: Logger;
  /** Writes the waiting lines, for at most half a second. Must be called last. */
  close(): Promise<void>;
}

/** In milliseconds. */
const PATIENCE = 500;

/** A logger that logs nothing. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}

/** Opens the log for this level and more severe ones. */
export function openLog(level: LogLevel): Log {
  const destination = new LogDestination(process.stdout.fd);
  return {
    logger: pino({ base: null, level }, destination),
    async close() {
      await Promise.race([destination.flush(), sleep(PATIENCE)]);
      destination.destroy();
    },
  };
}
