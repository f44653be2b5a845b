import type { Logger } from 'pino';

/** The output, cancellation and clock of a command. */
export interface CommandContext {
  readonly logger: Logger;
  readonly print: (text: string) => void;
  /** The current width of the terminal in characters; null if the output isn't a terminal. */
  readonly columns: () => number | null;
  /** Aborts when the command must end. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
