import type { Logger } from 'pino';

/** Where a command writes, what interrupts it, and when it runs. */
export interface CommandContext {
  readonly logger: Logger;
  readonly print: (text: string) => void;
  /** The width of the terminal in characters, on each call; null if the output is none. */
  readonly columns: () => number | null;
  /** Aborts when the command is to end. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
