import type { FastifyInstance } from 'fastify';
import type { OperationOutcomes } from '../../operations/operation-outcomes.js';
import type { OperationMetrics, RefusalReason } from './operation-metrics.js';

const REASONS: ReadonlyMap<number, RefusalReason> = new Map([
  [400, 'INVALID'],
  [401, 'UNAUTHENTICATED'],
  [429, 'RATE_LIMITED'],
]);

/**
 * Counts each operation of this route when its response has been sent, whether it was executed or cached, and
 * each request that is rejected before its operation is known.
 */
export function countOperations(
  fastify: FastifyInstance,
  route: string,
  { of }: OperationOutcomes,
  metrics: OperationMetrics,
): void {
  // Fastify doesn't call `onResponse` if the client has disconnected.
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url === route) {
      const started = performance.now();
      reply.raw.once('close', () => {
        const operation = of(request);
        const reason = REASONS.get(reply.statusCode);
        if (operation !== null) {
          const end = reply.raw.writableFinished ? operation.outcome : 'GONE';
          metrics.answered(operation, end, performance.now() - started);
        } else if (reason !== undefined) {
          metrics.refused(reason);
        }
      });
    }
    done();
  });
}
