import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import { ANYONE, type Caller } from '../../domain/caller.js';

export const METRICS = '/metrics';

/** Serves `GET /metrics` in Prometheus' text format; 403 for callers without the scope `metrics:read`. */
export function registerMetrics(
  fastify: FastifyInstance,
  registry: Registry,
  callerOf: (request: FastifyRequest) => Caller,
): void {
  fastify.get(METRICS, async (request, reply) => {
    const { scopes } = callerOf(request);
    if (scopes !== 'EVERY' && !scopes.has('metrics:read')) {
      const message = 'Metrics need the scope metrics:read.';
      return reply.code(403).send({ errors: [{ message, extensions: { code: 'FORBIDDEN' } }] });
    }
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

/** Serves only `GET /metrics`, without authentication. Rejects if the server can't listen on the address. */
export async function startMetricsServer(
  registry: Registry,
  address: { readonly host: string; readonly port: number },
) {
  const fastify = Fastify({ forceCloseConnections: true, requestTimeout: 10_000 });
  registerMetrics(fastify, registry, () => ANYONE);
  /** Without a trailing slash. */
  const url = await fastify.listen(address);
  return { url, close: () => fastify.close() };
}
