import type { FastifyInstance } from 'fastify';

/** `GET /health/live`: the process answers. `GET /health/ready`: it takes requests; 503 once it is closing. */
export function registerHealth(fastify: FastifyInstance): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.get('/health/live', () => ({ status: 'live' }));
  fastify.get('/health/ready', (_request, reply) =>
    closing ? reply.code(503).send({ status: 'closing' }) : { status: 'ready' },
  );
}
