import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { networkOf } from '../../auth/network-of.js';
import { createFairQueue } from '../../domain/operation/fair-queue.js';

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

/** The address or IPv6 network that connections come from. */
interface Origin {
  readonly network: string;
  /** The number of its waiting connections. */
  waiting: number;
}

interface Waiting {
  readonly socket: Socket;
  readonly origin: Origin;
}

/**
 * Serves new connections round-robin by address, or by IPv6 /64 network, so that a client that opens hundreds a second
 * doesn't delay others. Without the queue, connections would be served in order of arrival. Terminates a new connection
 * if 4,096 of its address, or 16,384 in total, are already waiting.
 */
export function registerConnectionQueue(fastify: FastifyInstance, limits = CONNECTION_LIMITS): void {
  const { server } = fastify;
  const listeners = server.listeners('connection');
  const waiting = createFairQueue<Waiting>();
  const origins = new Map<string, Origin>();
  let { perTurn } = limits;
  let left = perTurn;
  let waitingOfAll = 0;
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
      const next = waiting.take();
      if (next === undefined) return;
      const { socket, origin } = next;
      waitingOfAll -= 1;
      origin.waiting -= 1;
      if (origin.waiting === 0) origins.delete(origin.network);
      serve(socket);
    }
  }

  function wait(socket: Socket): void {
    const network = networkOf(socket.remoteAddress ?? '');
    const origin = origins.get(network) ?? { network, waiting: 0 };
    if (origin.waiting >= limits.ofOne || waitingOfAll >= limits.waiting) {
      socket.destroy();
      return;
    }
    waitingOfAll += 1;
    origin.waiting += 1;
    origins.set(network, origin);
    waiting.add(origin, { socket, origin });
  }

  // Nothing is read before a connection's turn.
  Object.assign(server, { pauseOnConnect: true });
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    if (!socket.isPaused() || (left > 0 && waitingOfAll === 0)) serve(socket);
    else wait(socket);
  });
  fastify.addHook('preClose', (done) => {
    left = Infinity;
    serveWaiting();
    done();
  });
}
