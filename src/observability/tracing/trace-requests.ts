import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OperationOutcomes } from '../../operations/operation-outcomes.js';
import type { RequestTrace, Traces } from './traces.js';

/** Traces every request to this route. Returns a function for the trace of a request; null if it has none. */
export function traceRequests(
  fastify: FastifyInstance,
  route: string,
  { of }: OperationOutcomes,
  traces: Traces,
): (request: FastifyRequest) => RequestTrace | null {
  const open = new WeakMap<FastifyRequest, RequestTrace>();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url === route) {
      const trace = traces.begin({ method: request.method, route, headers: request.headers });
      open.set(request, trace);
      reply.raw.once('close', () => {
        trace.end(reply.raw.writableFinished ? reply.statusCode : null, of(request));
      });
    }
    done();
  });
  return (request) => open.get(request) ?? null;
}
