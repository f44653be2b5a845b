import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * The most requests of one connection that wait for their responses; browsers and gateways send one at a
 * time.
 */
export const MOST_PIPELINED = 64;

/** Terminates a connection that pipelines too many requests, all of which Node would keep in memory. */
export function limitPipelining(fastify: FastifyInstance): void {
  const open = new WeakMap<Socket, number>();
  fastify.addHook('onRequest', ({ raw: { socket } }, reply, done) => {
    const requests = (open.get(socket) ?? 0) + 1;
    if (requests > MOST_PIPELINED) {
      socket.destroy();
      return;
    }
    open.set(socket, requests);
    reply.raw.once('close', () => open.set(socket, (open.get(socket) ?? 1) - 1));
    done();
  });
}
