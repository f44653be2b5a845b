import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createServer } from '../../src/app/create-server.js';
import { UNSENT_LIMITS, type UnsentLimits } from '../../src/http/backpressure/unsent-responses.js';
import type { AuthSettings } from '../../src/config/settings.js';
import { aLogger } from '../support/a-logger.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { SERVED } from '../support/a-switchboard.js';
import { eventually } from '../support/eventually.js';

const MIB = 1024 ** 2;

let server: FastifyInstance;
let url: string;
let sockets: Socket[] = [];

/** A server with an additional path, `/large`, whose response doesn't fit into the buffers of a connection. */
async function start(unsent: UnsentLimits, auth: AuthSettings | null = null): Promise<void> {
  server = await createServer({ ...SERVED, auth }, new Map(), aLogger().logger, { unsent });
  const large = Buffer.alloc(32 * MIB, 'x');
  server.get('/large', (_request, reply) =>
    reply.headers({ 'content-encoding': 'gzip', 'cache-control': 'public' }).send(large),
  );
  url = await server.listen({ host: '127.0.0.1', port: 0 });
}

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await server.close();
});

/** A connection that requests `/large` and reads only the start of the response. */
async function leaveUnread(): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  socket.write('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(socket, 'data');
  return socket.pause();
}

async function statusOf(path: string): Promise<number> {
  const response = await fetch(url + path);
  await response.body?.cancel();
  return response.status;
}

const openConnections = () =>
  new Promise<number>((resolve) => server.server.getConnections((_, count) => resolve(count)));

// Red if only responses of /graphql count.
test('beyond the limit of unread bytes, any path gets 503, except for responses as short as that error', async () => {
  await start({ ...UNSENT_LIMITS, ofOne: 1 });
  const socket = await leaveUnread();
  const refused = await fetch(`${url}/large`);
  expect(refused.status).toBe(503);
  expect([...refused.headers]).toEqual(
    expect.arrayContaining([
      ['retry-after', '1'],
      ['cache-control', 'no-store'],
      ['content-type', 'application/json; charset=utf-8'],
    ]),
  );
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
  expect(await statusOf('/health/live')).toBe(200);
  expect(await statusOf('/nothing')).toBe(404);
  socket.destroy();
  await eventually(async () => (await statusOf('/large')) === 200);
});

// Red if only connections with a response of /graphql have a time limit.
test('a connection that stops reading a response is closed, whatever the path', async () => {
  await start({ ...UNSENT_LIMITS, stallTimeout: 500 });
  const socket = await leaveUnread();
  await eventually(async () => (await openConnections()) === 0);
  socket.destroy();
});

// Red if all callers share one budget: anyone could exhaust that of callers with credentials.
test('unread responses of unauthenticated callers use none of the budget of a caller with a key', async () => {
  await start({ ...UNSENT_LIMITS, bytes: 32 * MIB }, anAuth([anApiKey('ewa')]));
  await leaveUnread();
  expect(await statusOf('/large')).toBe(503);
  const query = encodeURIComponent(
    `{ ${Array.from({ length: 30 }, (_, at) => `a${at}: __typename`).join(' ')} }`,
  );
  const headers = { 'x-api-key': 'ewa', 'apollo-require-preflight': 'yes' };
  const { status } = await fetch(`${url}/graphql?query=${query}`, { headers });
  expect(status).toBe(200);
});
