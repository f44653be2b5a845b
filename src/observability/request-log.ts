import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { PrincipalLabel } from '../auth/principal.js';
import type { AnsweredOperation } from '../operations/operation-outcomes.js';

/** What is known of a request when it has been answered. */
export interface RequestFacts {
  /** null if it had no operation. */
  readonly operationOf: (request: FastifyRequest) => AnsweredOperation | null;
  /** Its sender; empty if the request wasn't authenticated. */
  readonly principalOf: (request: FastifyRequest) => PrincipalLabel;
  /** The W3C trace id in hexadecimal; null if the request isn't traced. */
  readonly traceIdOf: (request: FastifyRequest) => string | null;
}

/**
 * Writes one line for each request: its id, and that of its trace; the route, not its address, as that may hold a
 * query; the name of the operation, if it has one; its key's name or its token's hash; `gone` in place of a status if
 * the caller went away before the answer was sent.
 */
export function registerRequestLog(fastify: FastifyInstance, logger: Logger, facts: RequestFacts): void {
  // Fastify's onResponse isn't called for a caller who has gone.
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
