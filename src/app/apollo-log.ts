import type { Logger } from 'pino';

/** Apollo Server's own warnings and errors, without what follows a colon: that quotes errors, which quote requests. */
export function apolloLog(logger: Logger) {
  const cut = (message: unknown) => String(message).split(':')[0];
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (message: unknown) => logger.warn(cut(message)),
    error: (message: unknown) => logger.error(cut(message)),
  };
}
