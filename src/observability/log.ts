import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino, type Logger } from 'pino';

/** The log on standard output. */
export interface Log {
  readonly logger: Logger;
  /** Writes the lines that wait; gives up after half a second, where nobody reads them. Nothing may be logged afterwards. */
  close(): Promise<void>;
}

/**
 * Lines are written together when they fill 4 KiB, and after 100 ms anyway. Where nobody reads them, at most 16 MiB
 * wait, and later ones are dropped.
 */
const DESTINATION = { minLength: 4096, periodicFlush: 100, maxLength: 16 * 1024 * 1024 };
/** In milliseconds. */
const PATIENCE = 500;

/** Opens the log; a process that exits without having closed it may wait for its reader without end. */
export function openLog(): Log {
  const destination = pino.destination(DESTINATION);
  const flush = promisify(destination.flush.bind(destination));
  return {
    logger: pino({ base: null }, destination),
    async close() {
      await Promise.race([flush().catch(() => undefined), sleep(PATIENCE)]);
      destination.destroy();
    },
  };
}
