import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendHttpError } from './http-errors.js';

/**
 * Responds with 404 to addresses without a route, and with 405 and `Allow` to methods without one. Doesn't wait for the
 * body: Fastify would read it first, even from unauthenticated clients.
 */
export function registerNotFound(fastify: FastifyInstance): void {
  function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const url = request.url.split('?')[0] ?? '';
    const methods = fastify.supportedMethods.filter((method) => fastify.hasRoute({ method, url }));
    if (methods.length === 0) return sendHttpError(reply, 404);
    const allowed = methods.join(', ');
    return sendHttpError(
      reply.header('allow', allowed),
      405,
      `Method not allowed; expected one of: ${allowed}.`,
    );
  }

  fastify.setNotFoundHandler(sendNotFound);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.is404) sendNotFound(request, reply);
    else done();
  });
}
