import Fastify from 'fastify';
import type { Registry } from 'prom-client';
import { ANYONE } from '../../domain/caller.js';
import { registerMetrics } from './metrics-route.js';

/** A server on a port of its own. */
export interface MetricsServer {
  /** The address, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** `GET /metrics` for whoever reaches this port, and nothing else. Rejects if it can't be listened on. */
export async function startMetricsServer(
  registry: Registry,
  address: { readonly host: string; readonly port: number },
): Promise<MetricsServer> {
  const fastify = Fastify({ forceCloseConnections: true, requestTimeout: 10_000 });
  registerMetrics(fastify, registry, () => ANYONE);
  const url = await fastify.listen(address);
  return { url, close: () => fastify.close() };
}
