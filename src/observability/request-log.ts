import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { AnsweredOperation } from '../operations/operation-outcomes.js';

/**
 * Writes one line for each request: the route, not its address, as that may hold a query; the name of the
 * operation, if it has one; `gone` in place of a status if the caller went away before the answer was sent.
 */
export function registerRequestLog(
  fastify: FastifyInstance,
  logger: Logger,
  operationOf: (request: FastifyRequest) => AnsweredOperation | null,
): void {
  // Fastify's onResponse isn't called for a caller who has gone.
  fastify.addHook('onRequest', (request, reply, done) => {
    const started = performance.now();
    reply.raw.once('close', () => {
      const line = {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        operation: operationOf(request)?.operationName ?? undefined,
        ...(request.ws ? { status: SWITCHING_PROTOCOLS } : statusOf(reply)),
        ms: Math.round(performance.now() - started),
      };
      logger.info(line, 'request');
    });
    done();
  });
}

const SWITCHING_PROTOCOLS = 101;

function statusOf({ raw, statusCode }: FastifyReply): { readonly status: number } | { readonly gone: true } {
  return raw.writableFinished ? { status: statusCode } : { gone: true };
}
