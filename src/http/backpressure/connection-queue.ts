import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { networkOf } from '../../auth/network-of.js';
import { createFairQueue } from '../../domain/operation/fair-queue.js';
import { Tally } from './tally.js';

const CONNECTION_LIMITS = {
  /** The maximum number of new connections served in one turn of the event loop; reduced while turns take long. */
  perTurn: 64,
  /** The maximum number of waiting connections; each takes about 3 kB. */
  waiting: 16_384,
  /** The maximum number of waiting connections per address. */
  ofOne: 4096,
};

/** The lower limit of `perTurn`, however long turns take. */
const FEWEST = 8;
/** A turn of more than this many milliseconds is long. */
const LONG = 25;

/**
 * Serves new connections round-robin by address, or by IPv6 /64 network, so that a client that opens hundreds a second
 * doesn't delay others. Without the queue, connections would be served in order of arrival. Terminates a new connection
 * if 4,096 of its address, or 16,384 in total, are already waiting.
 */
export function registerConnectionQueue(fastify: FastifyInstance, limits = CONNECTION_LIMITS): void {
  const { server } = fastify;
  const listeners = server.listeners('connection');
  const waiting = createFairQueue<() => void, string>();
  const waitingOf = new Tally();
  let { perTurn } = limits;
  let left = perTurn;
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
    const began = performance.now();
    setImmediate(() => {
      isScheduled = false;
      const isLong = performance.now() - began > LONG;
      perTurn = isLong ? Math.max(FEWEST, perTurn / 2) : Math.min(limits.perTurn, perTurn * 2);
      left = perTurn;
      serveWaiting();
    });
  }

  function serveWaiting(): void {
    while (left > 0) {
      const serveNext = waiting.take();
      if (serveNext === undefined) return;
      serveNext();
    }
  }

  function wait(socket: Socket): void {
    const network = networkOf(socket.remoteAddress ?? '');
    if (waitingOf.of(network) >= limits.ofOne || waitingOf.total >= limits.waiting) {
      socket.destroy();
      return;
    }
    const leave = waitingOf.take(network);
    waiting.add(network, () => {
      leave();
      serve(socket);
    });
  }

  // Nothing is read before a connection's turn.
  Object.assign(server, { pauseOnConnect: true });
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    if (!socket.isPaused() || (left > 0 && waitingOf.total === 0)) serve(socket);
    else wait(socket);
  });
  fastify.addHook('preClose', (done) => {
    left = Infinity;
    serveWaiting();
    done();
  });
}
