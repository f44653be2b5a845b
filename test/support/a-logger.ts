import { type Logger, pino } from 'pino';

/** A parsed log line. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A logger that collects its lines in memory. */
export function aLogger(): { readonly logger: Logger; readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const logger = pino(
    { base: null, timestamp: false },
    { write: (line: string) => lines.push(JSON.parse(line)) },
  );
  return { logger, lines };
}
