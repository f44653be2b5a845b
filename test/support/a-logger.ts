import { type Logger, pino } from 'pino';

/** What was logged, parsed. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A logger that keeps its lines. */
export function aLogger(): { readonly logger: Logger; readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const logger = pino(
    { base: null, timestamp: false },
    { write: (line: string) => lines.push(JSON.parse(line)) },
  );
  return { logger, lines };
}
