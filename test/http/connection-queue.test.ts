import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  CONNECTIONS_PER_TURN,
  registerConnectionQueue,
  WAITING_PER_ADDRESS,
} from '../../src/http/backpressure/connection-queue.js';
import { registerGracefulShutdown } from '../../src/http/graceful-shutdown.js';
import { rawRequest } from '../support/raw-http.js';

const MANY = '127.0.0.1';
const FEW = '127.0.0.2';

let fastify: FastifyInstance;
/** The addresses of the requests, in the order in which they were read. */
let served: string[];

beforeEach(async () => {
  served = [];
  fastify = Fastify();
  registerConnectionQueue(fastify);
  registerGracefulShutdown(fastify, 1000);
  fastify.get('/', ({ ip }) => {
    served.push(ip);
    return ip;
  });
  await fastify.listen({ host: MANY, port: 0 });
});
afterEach(() => fastify.close());

/** Accepts connections of these addresses, each with a request, and passes them to the server in one turn. */
async function connectAll(addresses: readonly string[], request = rawRequest('GET /')) {
  const accepted: Socket[] = [];
  const acceptor = createServer({ pauseOnConnect: true }, (socket) => accepted.push(socket));
  await once(acceptor.listen(0, '0.0.0.0'), 'listening');
  const { port } = acceptor.address() as AddressInfo;
  const clients: Socket[] = [];
  for (const localAddress of addresses) {
    const client = connect({ port, host: MANY, localAddress });
    client.write(request);
    client.on('error', () => undefined);
    clients.push(client);
    await once(acceptor, 'connection');
  }
  const ends = clients.map((client) => new Promise((ended) => client.resume().once('close', ended)));
  for (const socket of accepted) fastify.server.emit('connection', socket);
  await Promise.all(ends);
  acceptor.close();
}

// Red if connections are read from in the order in which they came.
test('an address with one connection doesn’t wait for those of an address with many', async () => {
  await connectAll([...Array<string>(8 * CONNECTIONS_PER_TURN).fill(MANY), FEW]);
  expect(served).toHaveLength(8 * CONNECTIONS_PER_TURN + 1);
  expect(served.indexOf(FEW)).toBeLessThan(2 * CONNECTIONS_PER_TURN);
});

test('connections of an address beyond those that may wait are terminated, and others are served', async () => {
  await connectAll([...Array<string>(WAITING_PER_ADDRESS + CONNECTIONS_PER_TURN + 9).fill(MANY), FEW]);
  expect(served.filter((address) => address === MANY)).toHaveLength(
    WAITING_PER_ADDRESS + CONNECTIONS_PER_TURN,
  );
  expect(served.filter((address) => address === FEW)).toHaveLength(1);
});

// Red if a connection still waits when all are terminated: it would stay open.
test('connections that wait are terminated when the server is closed', async () => {
  const connected = connectAll(Array<string>(4 * CONNECTIONS_PER_TURN).fill(MANY), '');
  await once(fastify.server, 'connection');
  await fastify.close();
  await connected;
});
