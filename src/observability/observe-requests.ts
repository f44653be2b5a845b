import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { UpstreamUse } from '../domain/operation/upstream-use.js';
import type { OperationObserver } from '../operations/operation-context.js';
import { isInvalid, shortName } from '../operations/operation-outcomes.js';
import type { Metrics } from './metrics/metrics.js';
import type { RefusalReason } from './metrics/operation-metrics.js';
import type { Traces } from './tracing/open-traces.js';
import type { RequestTrace } from './tracing/request-trace.js';

export interface RequestObservers {
  readonly logger: Logger;
  /** null if nothing is counted. */
  readonly metrics: Pick<Metrics, 'operations' | 'upstream'> | null;
  /** null if nothing is traced. */
  readonly traces: Traces | null;
  /** Its sender's address; null if addresses aren't logged. */
  readonly addressOf: (request: FastifyRequest) => string | null;
}

const SWITCHING_PROTOCOLS = 101;
const REASONS: ReadonlyMap<number, RefusalReason> = new Map([
  [400, 'INVALID'],
  [401, 'UNAUTHENTICATED'],
  [429, 'RATE_LIMITED'],
]);

/**
 * Logs one line per request when its response has been sent: its id and trace id, the route (not the URL, which may
 * contain a query), the first 200 characters of the operation's name, the principal's label, the sender's address and
 * the status; `gone` instead of the status if the client disconnected before. Traces the requests of the route
 * `graphql`, and counts each operation, whether it was executed or cached, and each request that is rejected before its
 * operation is known. Returns a function that gives a request's operation its observer, which reports to the metrics
 * and the trace.
 */
export function observeRequests(
  fastify: FastifyInstance,
  graphql: string,
  { logger, metrics, traces, addressOf }: RequestObservers,
): (request: FastifyRequest) => OperationObserver {
  const open = new WeakMap<FastifyRequest, RequestTrace>();

  // Fastify doesn't call `onResponse` if the client has disconnected.
  fastify.addHook('onRequest', (request, reply, done) => {
    const started = performance.now();
    const { url } = request.routeOptions;
    // The connection that tells it may have ended when the response closes.
    const address = addressOf(request) ?? undefined;
    const trace = (url === graphql && traces?.begin(request, graphql)) || null;
    if (trace !== null) open.set(request, trace);
    reply.raw.once('close', () => {
      const operation = request.operation ?? null;
      const operationName = shortName(operation?.operationName ?? null);
      const status = statusOf(request, reply);
      const ms = performance.now() - started;
      const line = {
        requestId: request.id,
        traceId: trace?.traceId,
        method: request.method,
        route: url ?? 'none',
        operation: operationName ?? undefined,
        ...request.principal.label,
        address,
        ...(status === null ? { gone: true } : { status }),
        ms: Math.round(ms),
      };
      logger.info(line, 'request');
      if (url === graphql && operation !== null) {
        const end = reply.raw.writableFinished ? operation.outcome : 'GONE';
        metrics?.operations.finished(operation, end, ms);
      } else if (url === graphql) {
        const reason = isInvalid(request) ? 'INVALID' : REASONS.get(reply.statusCode);
        if (reason !== undefined) metrics?.operations.refused(reason);
      }
      trace?.end(status, operation && { ...operation, operationName });
    });
    done();
  });

  const counted = metrics?.upstream.used ?? (() => undefined);
  const untraced = { used: counted, loading: null };
  return (request) => {
    const operation = open.get(request)?.execute();
    if (operation === undefined) return untraced;
    const used = (use: UpstreamUse) => {
      counted(use);
      operation.used(use);
    };
    return { used, loading: operation.loading };
  };
}

/**
 * The status of a response that was sent, or of a stream that was opened, which its client usually ends; null if the client
 * disconnected before.
 */
function statusOf(request: FastifyRequest, { raw, sent, statusCode }: FastifyReply): number | null {
  if (raw.writableFinished) return statusCode;
  if (request.ws && sent) return SWITCHING_PROTOCOLS;
  const isEventStream = String(raw.getHeader('content-type')).startsWith('text/event-stream');
  return raw.headersSent && isEventStream ? statusCode : null;
}
