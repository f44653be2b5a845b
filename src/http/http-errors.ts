import { maxHeaderSize, type IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { traceOf } from '../operations/format-error.js';
import { BodyError } from './json-body.js';

const UNREADABLE = 'The request is malformed.';
const MESSAGES: ReadonlyMap<number, string> = new Map([
  [404, 'Not found.'],
  [408, 'The request took too long to arrive.'],
  [
    415,
    'Unsupported content type, character set or encoding; send uncompressed JSON in UTF-8 as `Content-Type: application/json`.',
  ],
  [431, `The request headers are too large; at most ${maxHeaderSize / 1024} KiB are accepted.`],
]);
const CODES: ReadonlyMap<number, string> = new Map([
  [403, 'FORBIDDEN'],
  [500, 'INTERNAL_SERVER_ERROR'],
  [503, 'SERVICE_UNAVAILABLE'],
]);
/** The content type of every error. */
export const ERROR_TYPE = 'application/json; charset=utf-8';
const INTERNAL = 'Internal server error';
/** Seconds. */
const RETRY_AFTER = 1;
/** The maximum number of bytes of an oversized body that are read and discarded. */
const MAX_DISCARDED = 32 * 1024 ** 2;

/**
 * Responds to errors with JSON in the form of GraphQL errors, without quoting the request. An unexpected
 * error is a 500 without details; its kind and stack are logged. Compressed bodies and charsets other than
 * UTF-8 are a 415 before the body is read.
 */
export function registerHttpErrors(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isReadable(request)) done();
    else sendHttpError(reply, 415);
  });

  fastify.setErrorHandler((error, request, reply) => {
    const status = statusOf(error);
    if (status === 413) {
      discardBody(request.raw, reply);
      const limit = `${request.routeOptions.bodyLimit / 1024} KiB`;
      return sendHttpError(reply, 413, `The body is too large; at most ${limit} are accepted.`);
    }
    if (status < 500)
      return sendHttpError(reply, status, error instanceof BodyError ? error.message : undefined);
    logger.error({ requestId: request.id, ...traceOf(error) }, 'internal error');
    return sendHttpError(reply, 500);
  });
}

/**
 * Responds with 404 to addresses without a route, and with 405 and `Allow` to methods without one. Doesn't wait for the
 * body: Fastify would read it first, even from unauthenticated clients.
 */
export function registerNotFound(fastify: FastifyInstance): void {
  function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const url = request.url.split('?')[0] ?? '';
    const methods = fastify.supportedMethods.filter((method) => fastify.hasRoute({ method, url }));
    if (methods.length === 0) return sendHttpError(reply, 404);
    const allowed = methods.join(', ');
    const message = `Method not allowed; expected one of: ${allowed}.`;
    return sendHttpError(reply.header('allow', allowed), 405, message);
  }

  fastify.setNotFoundHandler(sendNotFound);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.is404) sendNotFound(request, reply);
    else done();
  });
}

/** Responds with this status, 4xx, 500 or 503, and this message, by default the message of the status. */
export function sendHttpError(
  reply: FastifyReply,
  status: number,
  message = messageOf(status),
): FastifyReply {
  return reply.code(status).type(ERROR_TYPE).send(errorBody(status, message));
}

/** The JSON body of an error with this status, 4xx, 500 or 503. */
export function errorBody(status: number, message = messageOf(status)): string {
  const code = CODES.get(status) ?? 'BAD_REQUEST';
  return JSON.stringify({ errors: [{ message, extensions: { code } }] });
}

function messageOf(status: number): string {
  return MESSAGES.get(status) ?? (status < 500 ? UNREADABLE : INTERNAL);
}

/** Responds with 503 SERVICE_UNAVAILABLE and `Retry-After`. The request had no effect and may be retried. */
export function sendServiceUnavailable(reply: FastifyReply, message: string): FastifyReply {
  return sendHttpError(reply.header('retry-after', RETRY_AFTER), 503, message);
}

/**
 * Reads and discards the rest of a body, because closing the connection would reset it before the client
 * reads the response. Terminates the connection if the rest exceeds 32 MiB.
 */
function discardBody(body: IncomingMessage, reply: FastifyReply): void {
  let bytes = 0;
  void reply.removeHeader('connection');
  body.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes > MAX_DISCARDED) body.destroy();
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
