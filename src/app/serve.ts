import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { AuthSettings, Settings } from '../config/settings.js';
import type { TracingSettings } from '../config/tracing.js';
import { listen } from '../http/backpressure/accept-connections.js';
import { collectWhenIdle } from './collect-when-idle.js';
import { createServer } from './create-server.js';
import { createMetrics } from '../observability/metrics/metrics.js';
import { startMetricsServer } from '../observability/metrics/metrics-route.js';
import { openSources } from './open-sources.js';
import { createReload } from './reload.js';
import { createResponseCache } from '../operations/response-cache/response-cache.js';

export interface Running {
  /** The address that is listened on, without a slash at the end. */
  readonly url: string;
  /** Whether the data are made: no provider is configured. */
  readonly sandbox: boolean;
  /** The ids of the workspaces that are served. */
  readonly workspaces: readonly string[];
  /** Takes rotated credentials and keys; says in the log what was wrong with the settings, or needs a restart. */
  readonly reload: (load: () => Settings) => void;
  /**
   * Says that it isn't ready, goes on for half a second for those who don't know it yet, answers what was
   * accepted, and closes everything; after 9 s whatever is still open.
   */
  close(): Promise<void>;
}

/** Milliseconds in which a load balancer may learn that the server isn't ready any more. */
const NOTICE = 500;

/** Serves the configured workspaces, or, if there are none, the sandbox; traces if `tracing` says so. */
export async function serve(
  settings: Settings,
  tracing: TracingSettings | null,
  logger: Logger,
): Promise<Running> {
  const traces =
    tracing && (await import('../observability/tracing/open-traces.js')).openTraces(tracing, logger);
  const responses = settings.cache.responses ? createResponseCache() : null;
  const forgotten = responses?.forget;
  const metrics = createMetrics();
  const { observer } = metrics.upstream;
  const sources = await openSources(settings, logger, { forgotten, observer });
  let useAuth: (auth: AuthSettings) => void = () => undefined;
  const closing = new AbortController();
  const server = await createServer(settings, sources.workspaces, logger, {
    closing: closing.signal,
    responses,
    metrics,
    traces,
    reloads: (reload) => (useAuth = reload),
  });
  const { host, metricsPort } = settings.server;
  let metricsServer: Awaited<ReturnType<typeof startMetricsServer>> | null = null;
  const collecting = collectWhenIdle();

  async function closeAll(): Promise<void> {
    collecting[Symbol.dispose]();
    await server.close();
    await metricsServer?.close();
    await traces?.close();
    await sources.close();
  }

  async function close(): Promise<void> {
    closing.abort();
    await sleep(NOTICE);
    await closeAll();
  }

  try {
    if (metricsPort !== null) {
      metricsServer = await startMetricsServer(metrics.registry, { host, port: metricsPort });
    }
    const url = await listen(server, settings.server);
    const { rotateCredentials } = sources;
    const reload = createReload(settings, { rotateCredentials, useAuth }, logger);
    return {
      url,
      sandbox: sources.isSandbox,
      workspaces: [...sources.workspaces.keys()],
      reload,
      close,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
