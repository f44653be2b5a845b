import Fastify, { type FastifyInstance, type onRequestAsyncHookHandler } from 'fastify';
import type { Registry } from 'prom-client';

/** Responds with 403 to callers without the scope `metrics:read`. */
export const requireMetricsScope: onRequestAsyncHookHandler = async ({ principal }, reply) => {
  const { scopes } = principal.caller;
  if (scopes === 'EVERY' || scopes.has('metrics:read')) return;
  const message = 'Metrics need the scope metrics:read.';
  return reply.code(403).send({ errors: [{ message, extensions: { code: 'FORBIDDEN' } }] });
};

/** Serves `GET /metrics` in Prometheus' text format, unless one of these hooks responds. */
export function registerMetrics(
  fastify: FastifyInstance,
  registry: Registry,
  onRequest: onRequestAsyncHookHandler[] = [],
): void {
  fastify.get('/metrics', { onRequest }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}

/**
 * Serves only `GET /metrics`, without authentication; `prepare` adds hooks. Rejects if the server can't listen on the
 * address.
 */
export async function startMetricsServer(
  registry: Registry,
  address: { readonly host: string; readonly port: number },
  prepare: (fastify: FastifyInstance) => void = () => undefined,
) {
  const fastify = Fastify({ forceCloseConnections: true, requestTimeout: 10_000 });
  prepare(fastify);
  registerMetrics(fastify, registry);
  /** Without a trailing slash. */
  const url = await fastify.listen(address);
  return { url, close: () => fastify.close() };
}
