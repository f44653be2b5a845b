import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** The number of listening sockets per address. */
const SOCKETS = 256;
/** Other systems don't spread connections over the sockets of a port, or don't let them share it. */
const CAN_SHARE_PORT = process.platform === 'linux';

interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Starts listening with a server that uses `registerAcceptors`. Resolves to its URL without a trailing slash. Rejects
 * with EADDRINUSE if anything else listens at this address.
 */
export async function listen(fastify: FastifyInstance, { host, port }: Address): Promise<string> {
  if (!CAN_SHARE_PORT) return fastify.listen({ host, port });
  if (port !== 0) await confirmFree({ host, port });
  const options = { host, port, reusePort: true };
  return fastify.listen(options);
}

/** Rejects if the address is in use: sockets that share a port would also share it with another process. */
async function confirmFree(address: Address): Promise<void> {
  const probe = createServer().listen(address);
  await once(probe, 'listening');
  probe.close();
  await once(probe, 'close');
}

/**
 * Accepts up to 256 connections per turn of the event loop, for the server's connection queue. libuv accepts one per
 * turn and listening socket: with one socket, only twenty a second if turns take 50 ms. Once 511 are waiting, the
 * kernel drops new ones, and their clients retry after 1, 3, 7, 15 and 31 s.
 */
export function registerAcceptors(fastify: FastifyInstance): void {
  const acceptors: Server[] = [];
  fastify.addHook('onListen', (done) => {
    const addresses = CAN_SHARE_PORT ? fastify.addresses() : [];
    for (const address of addresses) {
      // A path in the file system has only one listening socket.
      if (typeof address === 'string') continue;
      for (let number = 1; number < SOCKETS; number += 1) acceptors.push(acceptorOf(fastify, address));
    }
    done();
  });
  fastify.addHook('preClose', (done) => {
    for (const acceptor of acceptors) acceptor.close();
    done();
  });
}

function acceptorOf(fastify: FastifyInstance, { address, port }: AddressInfo): Server {
  const acceptor = createServer({ noDelay: true, allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    fastify.server.emit('connection', socket);
  });
  // A program that embeds the server may listen on a port that isn't shared.
  acceptor.on('error', () => undefined);
  return acceptor.listen({ host: address, port, reusePort: true });
}
