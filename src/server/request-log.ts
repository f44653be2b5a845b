import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ServerContext } from './operation-context.js';

/**
 * Writes one line for each request: the route, not its address, as that may hold a query;
 * `gone` in place of a status where the caller went away before the answer was sent.
 * The plugin that comes back tells it the names of operations.
 */
export function registerRequestLog(
  fastify: FastifyInstance,
  logger: Logger,
): ApolloServerPlugin<ServerContext> {
  const operations = new WeakMap<FastifyRequest, string>();
  // Fastify's onResponse isn't called for a caller who has gone.
  fastify.addHook('onRequest', (request, reply, done) => {
    const started = performance.now();
    reply.raw.once('close', () => {
      const line = {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        operation: operations.get(request),
        ...(reply.raw.writableFinished ? { status: reply.statusCode } : { gone: true }),
        ms: Math.round(performance.now() - started),
      };
      logger.info(line, 'request');
    });
    done();
  });
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ contextValue, operationName }) {
          if (operationName !== null) operations.set(contextValue.request, operationName);
          return Promise.resolve();
        },
      }),
  };
}
