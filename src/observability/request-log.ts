import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { PrincipalLabel } from '../auth/principal.js';
import type { AnsweredOperation } from '../operations/operation-outcomes.js';

/** Functions that describe a completed request. */
export interface RequestFacts {
  /** Its operation; null if it had none. */
  readonly operationOf: (request: FastifyRequest) => AnsweredOperation | null;
  /** Its sender; empty if the request wasn't authenticated. */
  readonly principalOf: (request: FastifyRequest) => PrincipalLabel;
  /** The W3C trace id in hexadecimal; null if the request isn't traced. */
  readonly traceIdOf: (request: FastifyRequest) => string | null;
  /** Its sender's address; null if addresses aren't logged. */
  readonly addressOf: (request: FastifyRequest) => string | null;
}

/**
 * Logs one line per request: its id and trace id, the route (not the URL, which may contain a query), the
 * operation's name, the principal's label, the sender's address and the status; `gone` instead of the status
 * if the client disconnected before the response was sent.
 */
export function registerRequestLog(fastify: FastifyInstance, logger: Logger, facts: RequestFacts): void {
  // Fastify doesn't call `onResponse` if the client has disconnected.
  fastify.addHook('onRequest', (request, reply, done) => {
    const started = performance.now();
    reply.raw.once('close', () => {
      const line = {
        requestId: request.id,
        traceId: facts.traceIdOf(request) ?? undefined,
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        operation: facts.operationOf(request)?.operationName ?? undefined,
        ...facts.principalOf(request),
        address: facts.addressOf(request) ?? undefined,
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
