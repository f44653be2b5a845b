import type { Logger } from 'pino';
import { VERSION } from '../config/package-version.js';
import type { ServerSettings } from '../config/settings.js';
import type { Running } from './serve.js';

/**
 * Announces where the server listens: in production as a log line with the fields `address`, `version`, `workspaces`,
 * `sandbox`, `playground` and `metrics`; otherwise as text on standard output.
 */
export function announce(
  { url, metrics, sandbox, workspaces }: Running,
  { production, playground }: ServerSettings,
  logger: Logger,
): void {
  if (production) {
    logger.info({ address: url, version: VERSION, workspaces, sandbox, playground, metrics }, 'listening');
    return;
  }
  const lines = [
    ...(sandbox ? ['No provider is configured; serving the sandbox with made-up data.'] : []),
    `Switchboard ${VERSION}: ${url}/graphql`,
    ...(playground ? [`Playground: ${url}/`] : []),
    ...(metrics === null ? [] : [`Metrics: ${metrics}`]),
  ];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
