import Fastify from 'fastify';
import type { Registry } from 'prom-client';
import { ANYONE } from '../../domain/caller.js';
import { registerMetrics } from './metrics-route.js';

/** A server for metrics on its own port. */
export interface MetricsServer {
  /** Its URL, without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves only `GET /metrics`, without authentication. Rejects if the server can't listen on the address. */
export async function startMetricsServer(
  registry: Registry,
  address: { readonly host: string; readonly port: number },
): Promise<MetricsServer> {
  const fastify = Fastify({ forceCloseConnections: true, requestTimeout: 10_000 });
  registerMetrics(fastify, registry, () => ANYONE);
  const url = await fastify.listen(address);
  return { url, close: () => fastify.close() };
}
