import type { FastifyInstance, FastifyReply } from 'fastify';

/** What tells callers apart, and how an answer is written. */
const VARIES_BY = 'accept, authorization, x-api-key';

/** Has nobody keep an error, nor any answer that doesn't say for how long it may be kept. */
export function registerCacheControl(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (reply.statusCode >= 400 || !reply.hasHeader('cache-control'))
      reply.header('cache-control', 'no-store');
    done();
  });
}

/** For how long an answer is fresh. */
export interface AnswerFreshness {
  /** Milliseconds by the server's clock; null if it may not be kept. */
  readonly freshUntil: number | null;
  /** Whether a mutation changes something of it. */
  readonly writable: boolean;
}

/**
 * Says for how long the caller, and nobody else, may keep an answer: whole seconds until it isn't fresh any more, and
 * not at all if there is none left. What a mutation changes must be asked for again each time.
 */
export function writeCacheControl(
  reply: FastifyReply,
  { freshUntil, writable }: AnswerFreshness,
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
