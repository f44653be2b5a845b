import type { FastifyInstance, FastifyReply } from 'fastify';
import type { OperationOutcome } from '../operations/operation-outcomes.js';
import { ABOUT_THIS_REQUEST } from '../operations/response-cache/response-key.js';

/** The request headers that a response depends on. */
const VARIES_BY = ['accept', 'authorization', 'x-api-key', ...ABOUT_THIS_REQUEST].join(', ');

/** Sets `no-store` on every error and on every response without a `Cache-Control`. */
export function registerCacheControl(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (reply.statusCode >= 400 || !reply.hasHeader('cache-control'))
      reply.header('cache-control', 'no-store');
    done();
  });
}

/**
 * Lets only the caller cache a response, for the whole seconds that it stays fresh; `no-store` if none are
 * left. Data that a mutation can change must be revalidated each time. `now`: milliseconds by the server's clock.
 */
export function writeCacheControl(
  reply: FastifyReply,
  { freshUntil, writable }: Pick<OperationOutcome, 'freshUntil' | 'writable'>,
  now: number,
): void {
  const seconds = freshUntil === null ? 0 : Math.floor((freshUntil - now) / 1000);
  if (seconds <= 0) {
    reply.header('cache-control', 'no-store');
    return;
  }
  const others = reply.getHeader('vary');
  reply.header('cache-control', writable ? 'private, no-cache' : `private, max-age=${String(seconds)}`);
  reply.header('vary', others === undefined ? VARIES_BY : `${String(others)}, ${VARIES_BY}`);
}
