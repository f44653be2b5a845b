import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { cutConnection } from './cut-connection.js';

/** The most chunks of a body: a client that sends a few bytes in each makes the server work for each of them. */
export const MAX_CHUNKS = 4096;

/** Reads a body, and terminates its connection if it has more than 4,096 chunks. */
export function limitChunks(body: IncomingMessage): void {
  let chunks = 0;
  body.on('data', () => {
    chunks += 1;
    if (chunks > MAX_CHUNKS) cutConnection(body.socket);
  });
}

/**
 * Limits the chunks of bodies that come after their response, such as a 401 or a 429. Node would read them to their end, and
 * discard them.
 */
export function registerChunkLimit(fastify: FastifyInstance): void {
  fastify.addHook('onSend', ({ raw }, _reply, _payload, done) => {
    if (!raw.complete && 'transfer-encoding' in raw.headers) limitChunks(raw);
    done();
  });
}
