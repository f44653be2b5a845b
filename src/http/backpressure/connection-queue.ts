import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { networkOf } from '../../auth/network-of.js';
import { createFairQueue } from '../../domain/operation/fair-queue.js';

/** New connections that are read from in one turn of the event loop. */
export const CONNECTIONS_PER_TURN = 8;
/** The most connections of one address that wait for their turn. */
export const WAITING_PER_ADDRESS = 512;

/** An address, or network, that connections come from. */
interface Origin {
  readonly network: string;
  /** How many of its connections wait. */
  waiting: number;
}

interface Waiting {
  readonly socket: Socket;
  readonly origin: Origin;
}

/**
 * Reads from new connections in turns: each address, or IPv6 /64, has one after the other, so that who opens hundreds a
 * second doesn't delay others. Terminates a connection if 512 of its address wait already. Linux alone would read from them
 * in the order in which they came, of which 30,000 may wait.
 */
export function registerConnectionQueue(fastify: FastifyInstance): void {
  const { server } = fastify;
  const listeners = server.listeners('connection');
  const waiting = createFairQueue<Waiting>();
  const origins = new Map<string, Origin>();
  let left = CONNECTIONS_PER_TURN;
  let isScheduled = false;

  function serve(socket: Socket): void {
    left -= 1;
    schedule();
    for (const listener of listeners) Reflect.apply(listener, server, [socket]);
    socket.resume();
  }

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      left = CONNECTIONS_PER_TURN;
      serveWaiting();
    });
  }

  function serveWaiting(): void {
    while (left > 0) {
      const next = waiting.take();
      if (next === undefined) return;
      const { socket, origin } = next;
      origin.waiting -= 1;
      if (origin.waiting === 0) origins.delete(origin.network);
      serve(socket);
    }
  }

  function wait(socket: Socket): void {
    const network = networkOf(socket.remoteAddress ?? '');
    const origin = origins.get(network) ?? { network, waiting: 0 };
    if (origin.waiting >= WAITING_PER_ADDRESS) {
      socket.destroy();
      return;
    }
    origin.waiting += 1;
    origins.set(network, origin);
    waiting.add(origin, { socket, origin });
  }

  // Nothing is read before a connection's turn.
  Object.assign(server, { pauseOnConnect: true });
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    if (!socket.isPaused() || (left > 0 && origins.size === 0)) serve(socket);
    else wait(socket);
  });
  fastify.addHook('preClose', (done) => {
    left = Infinity;
    serveWaiting();
    done();
  });
}
