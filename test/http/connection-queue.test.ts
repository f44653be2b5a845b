import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { registerConnectionQueue } from '../../src/http/backpressure/connection-queue.js';
import { registerGracefulShutdown } from '../../src/http/graceful-shutdown.js';
import { rawRequest } from '../support/raw-http.js';

const MANY = '127.0.0.1';
const FEW = '127.0.0.2';
const OTHER = '127.0.0.3';
const LIMITS = { perTurn: 32, waiting: 300, ofOne: 200 };

let fastify: FastifyInstance;
/** The addresses of the requests in the order in which they were read. */
let served: string[];
/** The CPU time of a request in milliseconds. */
let work: number;

beforeEach(async () => {
  served = [];
  work = 0;
  fastify = Fastify();
  registerConnectionQueue(fastify, LIMITS);
  registerGracefulShutdown(fastify, 1000);
  fastify.get('/', ({ ip }) => {
    served.push(ip);
    for (const end = performance.now() + work; performance.now() < end;);
    return ip;
  });
  await fastify.listen({ host: MANY, port: 0 });
});
afterEach(() => fastify.close());

/** Accepts connections from these addresses, each with a request, and passes them to the server in one turn. */
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

const of = (address: string, connections: number) => Array<string>(connections).fill(address);
const servedOf = (address: string) => served.filter((each) => each === address).length;

// Red if connections are read from in the order of arrival.
test('an address with one connection doesn’t wait for those of an address with many', async () => {
  await connectAll([...of(MANY, 200), FEW]);
  expect(served).toHaveLength(201);
  expect(served.indexOf(FEW)).toBeLessThan(2 * LIMITS.perTurn);
});

test('connections of an address beyond its waiting limit are terminated, and other addresses are served', async () => {
  await connectAll([...of(MANY, LIMITS.perTurn + LIMITS.ofOne + 9), FEW]);
  expect(servedOf(MANY)).toBe(LIMITS.perTurn + LIMITS.ofOne);
  expect(servedOf(FEW)).toBe(1);
});

test('connections of all addresses beyond the total waiting limit are terminated', async () => {
  await connectAll([...of(MANY, LIMITS.perTurn + 150), ...of(FEW, 150), ...of(OTHER, 9)]);
  expect(served).toHaveLength(LIMITS.perTurn + LIMITS.waiting);
  await connectAll(of(OTHER, 9));
  expect(servedOf(OTHER)).toBe(9);
});

// Red if the number is constant: a turn would take a third of a second.
test('fewer connections are read from in each turn while turns take long', async () => {
  work = 10;
  const perTurn: number[] = [];
  const connected = connectAll(of(MANY, 150));
  for (let before = 0; served.length < 150; before = served.length) {
    await setImmediate();
    perTurn.push(served.length - before);
  }
  await connected;
  expect(Math.max(...perTurn.slice(-8))).toBeLessThan(LIMITS.perTurn / 2);
});

// Red if a connection still waits when all are terminated: it would stay open.
test('waiting connections are terminated when the server is closed', async () => {
  const connected = connectAll(of(MANY, 100), '');
  await once(fastify.server, 'connection');
  await fastify.close();
  await connected;
});
