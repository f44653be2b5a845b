import { setTimeout as sleep } from 'node:timers/promises';
import { pino, type Logger } from 'pino';
import type { LogLevel } from '../config/settings.js';
import { LogDestination } from './log-destination.js';

/** The log on standard output. */
export interface Log {
  readonly logger: Logger;
  /** Writes the lines that wait; gives up after half a second, if nobody reads them. Nothing may be logged afterwards. */
  close(): Promise<void>;
}

/** In milliseconds. */
const PATIENCE = 500;

/** Opens the log for lines of this level and more severe ones. */
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
