import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { traceOf } from '../operations/format-error.js';

const UNREADABLE = 'The request can’t be read.';
const MESSAGES: ReadonlyMap<number, string> = new Map([
  [404, 'Not found.'],
  [405, 'This method is not for this address.'],
  [408, 'The request took too long to arrive.'],
  [413, 'The body is too large.'],
  [
    415,
    'The body’s type, character set or encoding is not one that is read here: send JSON in UTF-8, uncompressed.',
  ],
  [431, 'The request’s head is too large.'],
]);
const INTERNAL = 'Internal server error';
/** Seconds. */
const RETRY_AFTER = 1;
/** Bytes of a body that is too large. */
const MOST_DISCARDED = 32 * 1024 ** 2;

/**
 * Answers in JSON, shaped as GraphQL's errors and quoting nothing of the request, if no route does: 404, 405, and
 * what goes wrong with a body. A fault of our own is a 500 that says no more; the log gets its kind and stack.
 * Compressed bodies and those in other character sets than UTF-8 are 415 before they are read.
 */
export function registerHttpErrors(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isReadable(request)) done();
    else sendHttpError(reply, 415);
  });

  fastify.setNotFoundHandler((request, reply) => {
    const url = request.url.split('?')[0] ?? '';
    const methods = fastify.supportedMethods.filter((method) => fastify.hasRoute({ method, url }));
    if (methods.length === 0) return sendHttpError(reply, 404);
    return sendHttpError(reply.header('allow', methods.join(', ')), 405);
  });

  fastify.setErrorHandler((error, request, reply) => {
    const status = statusOf(error);
    if (status === 413) discardBody(request.raw, reply);
    if (status < 500) return sendHttpError(reply, status);
    logger.error({ requestId: request.id, ...traceOf(error) }, 'internal error');
    return sendHttpError(reply, 500);
  });
}

/** Answers with this status, 4xx or 500, and a message of its own or that of the status. */
export function sendHttpError(
  reply: FastifyReply,
  status: number,
  message = messageOf(status),
): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').send(errorBody(status, message));
}

/** The JSON of an error with this status, 4xx or 500. */
export function errorBody(status: number, message = messageOf(status)): string {
  const code = status < 500 ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR';
  return JSON.stringify({ errors: [{ message, extensions: { code } }] });
}

function messageOf(status: number): string {
  return MESSAGES.get(status) ?? (status < 500 ? UNREADABLE : INTERNAL);
}

/** Answers 503 SERVICE_UNAVAILABLE with Retry-After: nothing was done, and the request may be sent again. */
export function sendServiceUnavailable(reply: FastifyReply, message: string): FastifyReply {
  const extensions = { code: 'SERVICE_UNAVAILABLE' };
  return reply
    .code(503)
    .header('retry-after', RETRY_AFTER)
    .send({ errors: [{ message, extensions }] });
}

/**
 * Reads and forgets the rest of a body, so that a client that is still sending it can read the answer: closing the
 * connection at once would reset it. A body that goes on for too long is cut off.
 */
function discardBody(body: IncomingMessage, reply: FastifyReply): void {
  let bytes = 0;
  void reply.removeHeader('connection');
  body.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes > MOST_DISCARDED) body.destroy();
  });
  body.resume();
}

function isReadable({ headers }: FastifyRequest): boolean {
  const charsets = (headers['content-type'] ?? '').matchAll(/;\s*charset\s*=\s*"?([^";\s]*)/gi);
  return (
    (headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity' &&
    [...charsets].every(([, charset = '']) => /^utf-?8$/i.test(charset))
  );
}

function statusOf(error: unknown): number {
  const status: unknown = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
