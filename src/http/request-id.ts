import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** The header that identifies a request, in the request and in its answer. */
export const REQUEST_ID = 'x-request-id';

/** Nothing that ends a header, a log line or a shell's word; proxies send 20 to 80 of these characters. */
const SAFE = /^[\w.:=-]{1,128}$/;

/**
 * The id of a request: the one that its sender or a proxy gave it, or a random UUID if there is none, it is longer than
 * 128 characters or has others than ASCII letters, digits and `_.:=-`.
 */
export function requestIdOf({ headers }: { readonly headers: IncomingHttpHeaders }): string {
  const given = headers[REQUEST_ID];
  return typeof given === 'string' && SAFE.test(given) ? given : randomUUID();
}

/** Writes the id of each request into the head of its answer. */
export function registerRequestId(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header(REQUEST_ID, request.id);
    done();
  });
}
