import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';

/** What tells callers apart, and how an answer is written. */
const VARIES_BY = 'accept, authorization, x-api-key';

/**
 * Says for how long the caller, and nobody else, may keep an answer that is fresh until then, both in milliseconds
 * by the server's clock: whole seconds; not at all where that is null or less than one.
 */
export function writeCacheControl(reply: FastifyReply, freshUntil: number | null, now: number): void {
  const seconds = freshUntil === null ? 0 : Math.floor((freshUntil - now) / 1000);
  if (seconds <= 0) {
    reply.header('cache-control', 'no-store');
    return;
  }
  const others = reply.getHeader('vary');
  reply.header('cache-control', `private, max-age=${String(seconds)}`);
  reply.header('vary', others === undefined ? VARIES_BY : `${String(others)}, ${VARIES_BY}`);
}

/** Whether a request must be answered live: the directive `no-cache` of its `Cache-Control` (RFC 9111, 5.2.1.4). */
export function demandsLive({ 'cache-control': directives = '' }: IncomingHttpHeaders): boolean {
  return directives.split(',').some((directive) => directive.trim().toLowerCase() === 'no-cache');
}
