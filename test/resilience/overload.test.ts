import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import type { AuthSettings } from '../../src/config/settings.js';
import type { Extension } from '../../src/domain/extension.js';
import type { Workspace } from '../../src/domain/sources.js';
import { createServer } from '../../src/app/create-server.js';
import { createMetrics, type Metrics } from '../../src/observability/metrics/metrics.js';
import type { LoadSheddingLimits } from '../../src/http/backpressure/load-shedding.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { SERVED } from '../support/a-switchboard.js';
import { aLogger } from '../support/a-logger.js';
import { eventually } from '../support/eventually.js';

const upstream = { attemptTimeout: 20, deadline: 60, maxBody: 16_777_216 };
// The limit is the same while the event loop is behind, as it can be on a busy machine; tests of that set another one.
const limits = { operations: 4, behind: 4, perCaller: 8 };

let server: FastifyInstance;
let url: string;
let metrics: Metrics;
let asked: number;
let work: () => readonly Extension[] | Promise<readonly Extension[]>;
let answer: PromiseWithResolvers<readonly Extension[]>;

beforeEach(async () => {
  answer = Promise.withResolvers();
  work = () => answer.promise;
  await start(limits);
});

async function start(serverLimits: LoadSheddingLimits, auth: AuthSettings | null = null): Promise<void> {
  asked = 0;
  const extensions = () => {
    asked += 1;
    return work();
  };
  const workspace: Workspace = { id: 'acme', extensions: { extensions }, client: null, calls: null };
  metrics = createMetrics();
  server = await createServer(
    { ...SERVED, upstream, auth },
    new Map([['acme', workspace]]),
    aLogger().logger,
    {
      overload: serverLimits,
      metrics,
    },
  );
  url = await server.listen({ host: '127.0.0.1', port: 0 });
}

afterEach(() => server.close());

const BODY = JSON.stringify({ query: '{ extensions { nodes { sip } } }' });
const RAW_REQUEST = [
  'POST /graphql HTTP/1.1',
  'Host: localhost',
  'Content-Type: application/json',
  `Content-Length: ${BODY.length}`,
  '',
  BODY,
].join('\r\n');

const ask = (body = BODY) =>
  fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

const connections = () =>
  new Promise<number>((resolve) => server.server.getConnections((_, count) => resolve(count)));

async function openConnection(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}

// Red without the limit: no operation would get 503.
describe('operations beyond the limit', () => {
  test('get 503 with Retry-After at once, send no upstream request and are counted', async () => {
    const accepted = Array.from({ length: limits.operations }, () => ask());
    await eventually(() => asked === limits.operations);
    const refused = await Promise.all([ask(), ask(), ask()]);
    expect(refused.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual(
      Array.from({ length: 3 }, () => [503, '1']),
    );
    expect(await refused[0].json()).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: 'SERVICE_UNAVAILABLE' } }],
    });
    expect(asked).toBe(limits.operations);
    expect(await metrics.registry.metrics()).toContain(
      'switchboard_refused_requests_total{reason="OVERLOADED"} 3\n',
    );
    answer.resolve([]);
    expect((await Promise.all(accepted)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  test('don’t affect the health checks', async () => {
    const accepted = Array.from({ length: limits.operations }, () => ask());
    await eventually(() => asked === limits.operations);
    const [live, ready] = await Promise.all(['live', 'ready'].map((name) => fetch(`${url}/health/${name}`)));
    expect([live?.status, ready?.status]).toEqual([200, 200]);
    answer.resolve([]);
    await Promise.all(accepted);
  });

  test('are accepted again as soon as others are done', async () => {
    const accepted = Array.from({ length: limits.operations }, () => ask());
    await eventually(() => asked === limits.operations);
    answer.resolve([]);
    await Promise.all(accepted);
    await eventually(async () => (await ask()).status === 200);
  });

  test('are accepted again if the clients of others have disconnected', async () => {
    const leaving = new AbortController();
    const left = Array.from({ length: limits.operations }, () =>
      fetch(`${url}/graphql?query={extensions{totalCount}}`, {
        signal: leaving.signal,
        headers: { 'apollo-require-preflight': 'yes' },
      }).catch(() => 'left'),
    );
    await eventually(() => asked === limits.operations);
    leaving.abort();
    await Promise.all(left);
    answer.resolve([]);
    await eventually(async () => (await ask()).status === 200);
  });
});

// Red if Fastify itself rejects it: its body has no code. Red if it is served: the shutdown would never end.
test('a request during a graceful shutdown gets 503 with a code', async () => {
  const accepted = ask();
  await eventually(() => asked === 1);
  const closed = server.close();
  const late = await ask(JSON.stringify({ query: '{ __typename }' }));
  expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await late.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
  expect(asked).toBe(1);
  answer.resolve([]);
  expect((await accepted).status).toBe(200);
  await closed;
});

/** The statuses of simultaneous operations that each take 40 ms of one turn. */
async function statusesAtOnce(operations: number, behind: number): Promise<readonly string[]> {
  work = () => {
    for (const end = performance.now() + 40; performance.now() < end;);
    return [];
  };
  await server.close();
  await start({ operations: 1000, behind, perCaller: 1000 });
  const sockets = await Promise.all(Array.from({ length: operations }, () => openConnection(url)));
  const answers = Promise.all(sockets.map((socket) => once(socket, 'data')));
  await eventually(async () => (await connections()) === sockets.length);
  for (const socket of sockets) socket.write(RAW_REQUEST);
  const statuses = (await answers).map(([bytes]) => String(bytes).slice(9, 12));
  for (const socket of sockets) socket.destroy();
  return statuses;
}

// Red if only concurrent operations count: each is done before the next one is read.
test('more operations than one turn of the event loop can execute in time get 503', async () => {
  const statuses = await statusesAtOnce(30, 2);
  expect(new Set(statuses)).toEqual(new Set(['200', '503']));
  expect(asked).toBe(statuses.filter((status) => status === '200').length);
});

// Red if rejected operations count until their turn ends: all waiting ones would be rejected in it.
test('of the operations that have waited too long, as many as the limit allows are executed', async () => {
  await statusesAtOnce(40, 20);
  expect(asked).toBeGreaterThanOrEqual(20);
});

test('operations whose clients disconnect while they wait for their turn are not executed', async () => {
  await server.close();
  await start({ operations: 1000, behind: 1000, perCaller: 1000 });
  const sockets = await Promise.all(Array.from({ length: 30 }, () => openConnection(url)));
  await eventually(async () => (await connections()) === sockets.length);
  const [last] = sockets.slice(-1);
  work = () => {
    for (const socket of sockets) if (socket !== last) socket.destroy();
    // Longer than operations may run in one turn, so each gets a turn of the event loop.
    for (const end = performance.now() + 30; performance.now() < end;);
    return [];
  };
  for (const socket of sockets) socket.write(RAW_REQUEST);
  const [response] = last === undefined ? [] : await once(last, 'data');
  expect(String(response).slice(9, 12)).toBe('200');
  // The server notices within a few turns that the others have disconnected.
  expect(asked).toBeLessThan(sockets.length / 2);
  last?.destroy();
  await eventually(async () => (await connections()) === 0);
});

// Red if only the number of operations counts.
test('a delayed event loop lowers the limit', async () => {
  await server.close();
  await start({ ...limits, behind: 2 });
  await eventually(() => Number.isFinite(server.memoryUsage().eventLoopDelay));
  const accepted = [ask(), ask()];
  await eventually(() => asked === accepted.length);
  await eventually(async () => {
    for (const end = performance.now() + 700; performance.now() < end;);
    await new Promise((resolve) => setTimeout(resolve, 1));
    return server.isUnderPressure();
  });
  expect((await ask()).status).toBe(503);
  answer.resolve([]);
  await Promise.all(accepted);
});

describe('one caller', () => {
  const keys = anAuth(['ewa', 'jan'].map((key) => anApiKey(key)));
  const askAs = (key: string) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: BODY,
    });
  const headOf = (key: string, length: number) =>
    RAW_REQUEST.split('\r\n\r\n')[0]?.replace(
      /Content-Length: \d+/,
      `Content-Length: ${length}\r\nX-API-Key: ${key}`,
    );

  beforeEach(async () => {
    await server.close();
    await start({ operations: 8, behind: 16, perCaller: 20 }, keys);
  });

  // Red if a slot is taken before the body has arrived.
  test('that sends bodies slowly doesn’t block other callers', async () => {
    answer.resolve([]);
    const sockets = await Promise.all(Array.from({ length: 20 }, () => openConnection(url)));
    for (const socket of sockets) socket.write(`${headOf('ewa', 100) ?? ''}\r\n\r\n{`);
    await eventually(async () => (await askAs('ewa')).status === 503);
    expect((await askAs('jan')).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    await eventually(async () => (await askAs('ewa')).status === 200);
  });

  // Red if a slot is held until the response has been read.
  test('that doesn’t read responses doesn’t block other requests', async () => {
    await server.close();
    await start({ operations: 4, behind: 8, perCaller: 20 }, keys);
    // More than the kernel buffers, but all five together are less than a caller may leave unread.
    const many = Array.from({ length: 6 }, (_, index) => anExtension(`${index}`, 'x'.repeat(1_000_000)));
    answer.resolve(many);
    const query = JSON.stringify({ query: '{ extensions { nodes { sip name } } }' });
    const sockets = await Promise.all(Array.from({ length: 5 }, () => openConnection(url)));
    for (const [index, socket] of sockets.entries()) {
      socket.pause();
      socket.write(`${headOf('ewa', query.length) ?? ''}\r\n\r\n${query}`);
      await eventually(() => asked > index);
    }
    await eventually(async () => (await askAs('jan')).status === 200);
    expect((await askAs('ewa')).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });

  // Red without SHARE.
  test('with slow operations leaves room for another caller', async () => {
    const slow = Array.from({ length: 7 }, () => askAs('ewa'));
    await eventually(() => asked === 7);
    expect((await askAs('ewa')).status).toBe(503);
    const other = askAs('jan');
    await eventually(() => asked === 8);
    answer.resolve([]);
    expect((await other).status).toBe(200);
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual(Array(7).fill(200));
    await eventually(async () => (await askAs('ewa')).status === 200);
  });
});

function anExtension(sip: string, name: string): Extension {
  const account = { id: '1', name: null };
  return { kind: 'Extension', workspace: 'acme', sip, name, speedDial: null, account, user: null };
}
