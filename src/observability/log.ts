import { setTimeout as sleep } from 'node:timers/promises';
import { pino, type Logger } from 'pino';
import { LogDestination } from './log-destination.js';

/** The log on standard output. */
export interface Log {
  readonly logger: Logger;
  /** Writes the lines that wait; gives up after half a second, if nobody reads them. Nothing may be logged afterwards. */
  close(): Promise<void>;
}

/** In milliseconds. */
const PATIENCE = 500;

/** Opens the log. */
export function openLog(): Log {
  const destination = new LogDestination(process.stdout.fd);
  return {
    logger: pino({ base: null }, destination),
    async close() {
      await Promise.race([destination.flush(), sleep(PATIENCE)]);
      destination.destroy();
    },
  };
}
