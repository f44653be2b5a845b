import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isLoopback } from '../config/address.js';
import type { AuthSettings, Settings } from '../config/settings.js';
import type { TracingSettings } from '../config/tracing.js';
import { listen } from '../http/backpressure/accept-connections.js';
import { registerHostNames } from '../http/host-names.js';
import { collectWhenIdle } from './collect-when-idle.js';
import { createServer } from './create-server.js';
import { createMetrics } from '../observability/metrics/metrics.js';
import { startMetricsServer } from '../observability/metrics/metrics-route.js';
import { openSources } from './open-sources.js';
import { createReload } from './reload.js';
import { createResponseCache } from '../operations/response-cache/response-cache.js';

/** A server that listens. */
export interface Running {
  /** The address that the server listens on, without a trailing slash. */
  readonly url: string;
  /** The address of the metrics, if they have a port of their own; otherwise null. */
  readonly metrics: string | null;
  /** Whether the data are made up because no provider is configured. */
  readonly sandbox: boolean;
  /** The ids of the served workspaces. */
  readonly workspaces: readonly string[];
  /** Uses rotated credentials and keys. Logs wrong settings, and those that need a restart. */
  readonly reload: (load: () => Settings) => void;
  /**
   * Reports that the server isn't ready, continues for half a second so that load balancers notice, answers accepted
   * requests, and closes everything; cuts what is still open after 9 s, and resolves within 10 s.
   */
  close(): Promise<void>;
}

/** Milliseconds for load balancers to notice that the server isn't ready any more. */
const NOTICE = 500;
/** Milliseconds after that for everything to close; Docker kills a process ten seconds after SIGTERM. */
const CLOSE_TIMEOUT = 9250;

/** Serves the configured workspaces or, if there are none, the sandbox. Traces requests unless `tracing` is null. */
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
    await Promise.race([closeAll(), sleep(CLOSE_TIMEOUT)]);
  }

  try {
    if (metricsPort !== null) {
      metricsServer = await startMetricsServer(metrics.registry, { host, port: metricsPort }, (fastify) => {
        // On other addresses, the scrapers' name for this server is unknown.
        if (isLoopback(host)) registerHostNames(fastify, settings.server, false);
      });
    }
    const url = await listen(server, settings.server);
    const { rotateCredentials } = sources;
    const reload = createReload(settings, { rotateCredentials, useAuth }, logger);
    return {
      url,
      metrics: metricsServer && `${metricsServer.url}/metrics`,
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
