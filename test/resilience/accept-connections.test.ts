import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import Fastify from 'fastify';
import { expect, test } from '@jest/globals';
import { listen, registerAcceptors } from '../../src/http/backpressure/accept-connections.js';
import { registerConnectionQueue } from '../../src/http/backpressure/connection-queue.js';

const CONNECTIONS = 200;

async function startServer(port = 0) {
  const fastify = Fastify();
  registerConnectionQueue(fastify);
  registerAcceptors(fastify);
  fastify.get('/', () => 'here');
  const stop = () => fastify.close();
  const url = await listen(fastify, { host: '127.0.0.1', port });
  return { url, port: Number(new URL(url).port), server: fastify.server, stop, [Symbol.asyncDispose]: stop };
}

// Red with one listening socket, which accepts one connection per turn: 200 turns.
test('accepts several connections in each turn of a busy event loop', async () => {
  await using listening = await startServer();
  let accepted = 0;
  listening.server.on('connection', () => (accepted += 1));
  const sockets = Array.from({ length: CONNECTIONS }, () => connect(listening.port, '127.0.0.1'));
  await once(listening.server, 'connection');
  let turns = 0;
  for (; accepted < CONNECTIONS; turns += 1) await setImmediate();
  for (const socket of sockets) socket.destroy();
  expect(turns).toBeLessThan(CONNECTIONS / 4);
});

// Red if few connections may wait, or if few are read from in a turn that has time for more.
test('a thousand simultaneous connections from one address are all answered', async () => {
  await using listening = await startServer();
  const agent = new Agent({ keepAlive: false });
  const answers = Array.from({ length: 1000 }, async () => {
    const outgoing = request(listening.url, { agent }).end();
    return new Promise((answered, failed) => {
      outgoing.on('error', failed).on('response', (response) => answered(response.resume().statusCode));
    });
  });
  expect(new Set(await Promise.all(answers))).toEqual(new Set([200]));
});

// Red if another server can share the port.
test('a second server on the same port fails to listen, and the first one keeps serving', async () => {
  await using first = await startServer();
  await expect(startServer(first.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  for (let asked = 0; asked < 50; asked += 1) expect(await (await fetch(first.url)).text()).toBe('here');
});

// Red if a listening socket stays open.
test('the port is free as soon as the server is closed', async () => {
  const first = await startServer();
  await first.stop();
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const refused = once(connect(first.port, '127.0.0.1'), 'connect');
    await expect(refused).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  }
  await using second = await startServer(first.port);
  expect(await (await fetch(second.url)).text()).toBe('here');
});
