import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { networkOf } from '../../auth/network-of.js';
import { createFairQueue } from '../../domain/operation/fair-queue.js';

export interface ConnectionLimits {
  /** The most new connections that are read from in one turn of the event loop; fewer while turns take long. */
  readonly perTurn: number;
  /** The most connections that wait for their turn; each takes some 3 kB. */
  readonly waiting: number;
  /** The most of them that are of one address. */
  readonly ofOne: number;
}

const CONNECTION_LIMITS: ConnectionLimits = { perTurn: 64, waiting: 16_384, ofOne: 4096 };

/** New connections that are read from in a turn, however long turns take. */
const FEWEST = 8;
/** Milliseconds from which a turn is long. */
const LONG = 25;

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
 * Reads from new connections in turns: each address, or IPv6 /64, has one after the other, so that whoever opens
 * hundreds a second doesn't delay others. Terminates a connection if 4,096 of its address wait already. Linux alone would read from them
 * in the order in which they came.
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
