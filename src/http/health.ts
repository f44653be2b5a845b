import type { FastifyInstance } from 'fastify';

/**
 * `GET /health/live`: the process answers. `GET /health/ready`: it takes requests; 503 once `closing` has aborted.
 * From then on every answer closes its connection.
 */
export function registerHealth(fastify: FastifyInstance, closing: AbortSignal): void {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing.aborted) void reply.header('connection', 'close');
    done();
  });
  fastify.get('/health/live', () => ({ status: 'live' }));
  fastify.get('/health/ready', (_request, reply) =>
    closing.aborted ? reply.code(503).send({ status: 'closing' }) : { status: 'ready' },
  );
}
