import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** The header with a request's id, in the request and in its response. */
export const REQUEST_ID = 'x-request-id';

/** Characters that are safe in headers, log lines and shells; the ids of proxies have 20 to 80 of them. */
const SAFE = /^[\w.:=-]{1,128}$/;

/**
 * The id of a request: the one from its header, or a random UUID if the header is missing, longer than 128
 * characters, or has characters other than ASCII letters, digits and `_.:=-`.
 */
export function requestIdOf({ headers }: { readonly headers: IncomingHttpHeaders }): string {
  const given = headers[REQUEST_ID];
  return typeof given === 'string' && SAFE.test(given) ? given : randomUUID();
}

/** Adds each request's id to the head of its response. */
export function registerRequestId(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header(REQUEST_ID, request.id);
    done();
  });
}
