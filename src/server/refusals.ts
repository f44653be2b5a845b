import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { traceOf } from './format-error.js';

const UNREADABLE = 'The request can’t be read.';
const MESSAGES: ReadonlyMap<number, string> = new Map([
  [404, 'Not found.'],
  [405, 'This method is not for this address.'],
  [413, 'The body is too large.'],
  [
    415,
    'The body’s type, character set or encoding is not one that is read here: send JSON in UTF-8, uncompressed.',
  ],
]);
const INTERNAL = 'Internal server error';
/** Seconds. */
const RETRY_AFTER = 1;

/**
 * Answers in JSON, shaped as GraphQL's errors and quoting nothing of the request, where no route does: 404, 405, and
 * what goes wrong with a body. A fault of our own is a 500 that says no more; the log gets its kind and stack.
 * Compressed bodies and those in other character sets than UTF-8 are 415 before they are read.
 */
export function registerRefusals(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isReadable(request)) done();
    else refuse(reply, 415);
  });

  fastify.setNotFoundHandler((request, reply) => {
    const url = request.url.split('?')[0] ?? '';
    const methods = fastify.supportedMethods.filter((method) => fastify.hasRoute({ method, url }));
    if (methods.length === 0) return refuse(reply, 404);
    return refuse(reply.header('allow', methods.join(', ')), 405);
  });

  fastify.setErrorHandler((error, _request, reply) => {
    const status = statusOf(error);
    if (status < 500) return refuse(reply, status);
    logger.error(traceOf(error), 'internal error');
    return refuse(reply, 500);
  });
}

/** Answers with this status, 4xx or 500, and a message of its own or that of the status. */
export function refuse(reply: FastifyReply, status: number, message = messageOf(status)): FastifyReply {
  const code = status < 500 ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR';
  return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}

function messageOf(status: number): string {
  return MESSAGES.get(status) ?? (status < 500 ? UNREADABLE : INTERNAL);
}

/** Answers 503 SERVICE_UNAVAILABLE with Retry-After: nothing was done, and the request may be sent again. */
export function refuseAtPresent(reply: FastifyReply, message: string): FastifyReply {
  const extensions = { code: 'SERVICE_UNAVAILABLE' };
  return reply
    .code(503)
    .header('retry-after', RETRY_AFTER)
    .send({ errors: [{ message, extensions }] });
}

function isReadable({ headers }: FastifyRequest): boolean {
  const charsets = (headers['content-type'] ?? '').matchAll(/;\s*charset\s*=\s*"?([^";\s]*)/gi);
  return (
    (headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity' &&
    [...charsets].every(([, charset]) => charset?.toLowerCase() === 'utf-8')
  );
}

function statusOf(error: unknown): number {
  const status: unknown = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
