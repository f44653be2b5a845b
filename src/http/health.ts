import type { FastifyInstance } from 'fastify';
import { VERSION } from '../config/package-version.js';

/**
 * `GET /health/live`: the process is running. `GET /health/ready`: it accepts requests; 503 once `closing` has aborted.
 * From then on every response closes its connection. `GET /health`: like `/health/ready`, with the version.
 */
export function registerHealth(fastify: FastifyInstance, closing: AbortSignal): void {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing.aborted) void reply.header('connection', 'close');
    done();
  });
  fastify.get('/health/live', () => ({ status: 'live' }));
  for (const [path, details] of [
    ['/health', { version: VERSION }],
    ['/health/ready', {}],
  ] as const) {
    fastify.get(path, (_request, reply) =>
      closing.aborted
        ? reply.code(503).send({ status: 'closing', ...details })
        : { status: 'ready', ...details },
    );
  }
}
