import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ServerContext } from './operation-context.js';

/**
 * Writes one line for each request: the route, not its address, as that may hold a query.
 * The plugin that comes back tells it the names of operations.
 */
export function registerRequestLog(
  fastify: FastifyInstance,
  logger: Logger,
): ApolloServerPlugin<ServerContext> {
  const operations = new WeakMap<FastifyRequest, string>();
  fastify.addHook('onResponse', (request, reply, done) => {
    const line = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      operation: operations.get(request),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    logger.info(line, 'request');
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
