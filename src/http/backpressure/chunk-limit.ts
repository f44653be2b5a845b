import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { cutConnection } from './cut-connection.js';

/** The maximum number of chunks of a body: each one costs the server work, even if it has only a few bytes. */
export const MAX_CHUNKS = 4096;

/** Reads a body. Terminates its connection if it has more than 4,096 chunks. */
export function limitChunks(body: IncomingMessage): void {
  let chunks = 0;
  body.on('data', () => {
    chunks += 1;
    if (chunks > MAX_CHUNKS) cutConnection(body.socket);
  });
}

/**
 * Limits the chunks of bodies that are still arriving when their response, such as a 401 or a 429, is sent. Node would
 * read and discard them to the end.
 */
export function registerChunkLimit(fastify: FastifyInstance): void {
  fastify.addHook('onSend', ({ raw }, _reply, _payload, done) => {
    if (!raw.complete && 'transfer-encoding' in raw.headers) limitChunks(raw);
    done();
  });
}
