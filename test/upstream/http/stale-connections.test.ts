import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aScope, aScopeWith } from '../../support/a-scope.js';
import {
  createHttpClient,
  type HttpClient,
  type HttpClientTuning,
} from '../../../src/upstream/http/http-client.js';
import type { HttpRequest } from '../../../src/upstream/http/http-request.js';
import { NO_OBSERVER } from '../../../src/domain/upstream/upstream-observer.js';
import type { UpstreamAttempt } from '../../../src/domain/operation/upstream-use.js';
import { aLogger } from '../../support/a-logger.js';
import { startTlsServer, trustAuthority } from './a-tls-server.js';
import { startHttpServer, answerJson, type TestServer } from '../../support/http-server.js';

let server: TestServer;
let http: HttpClient;
let log: ReturnType<typeof aLogger>;
let attempts: UpstreamAttempt[];

const aClient = (tuning: Partial<HttpClientTuning> = {}, attemptTimeout = 5) =>
  createHttpClient('ccrm', { attemptTimeout, deadline: 8, maxBody: 100_000 }, log.logger, tuning, {
    ...NO_OBSERVER,
    attempted: (attempt) => attempts.push(attempt),
  });

beforeEach(async () => {
  server = await startHttpServer();
  log = aLogger();
  attempts = [];
  http = aClient();
});

afterEach(async () => {
  http.close();
  await server.close();
});

const send = (request: Partial<HttpRequest> = {}) =>
  http.send({
    route: 'callHistory',
    method: 'GET',
    url: server.url,
    scope: aScope(),
    ...request,
  });

/** Closes a connection when it carries another request after `answers` others, as if it had been idle for too long. */
function closeAfter(answers: () => number, close: (socket: Socket) => void) {
  const counts = new WeakMap<Socket, { left: number }>();
  server.answer((_, response) => {
    const { socket } = response;
    if (socket === null) return;
    const count = counts.get(socket) ?? { left: answers() };
    counts.set(socket, count);
    count.left -= 1;
    if (count.left < 0) close(socket);
    else answerJson(response, { fine: true });
  });
}

const CLOSINGS: readonly (readonly [string, (socket: Socket) => void])[] = [
  ['a reset', (socket) => socket.resetAndDestroy()],
  ['an end without a response', (socket) => socket.end()],
  ['a 408', (socket) => socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')],
];

describe.each(CLOSINGS)('a keep-alive connection that is closed by %s as it is reused', (_, close) => {
  // Red if requests aren't resent: most polls would have a failed attempt, and the circuit would open.
  test('is replaced transparently, however often this happens', async () => {
    let seed = 7;
    closeAfter(() => 1 + ((seed = (seed * 5) % 11) % 3), close);
    for (let poll = 0; poll < 200; poll += 1) {
      const request = poll % 3 === 0 ? ({ method: 'POST', json: '{}' } as const) : {};
      await expect(send(request)).resolves.toMatchObject({ body: { fine: true } });
    }
    expect(attempts.filter(({ outcome, retried }) => outcome !== 'OK' || retried)).toEqual([]);
    expect(log.lines.filter(({ level }) => Number(level) > 30)).toEqual([]);
    expect(server.arrived.length).toBeGreaterThan(attempts.length + 50);
  });
});

// Red if Node kept it: accounts share connections, so that one would get another's data.
test('a second response to a request, which arrives before the next request, isn’t taken for the next one', async () => {
  const written = (body: string) =>
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${String(body.length)}\r\n\r\n${body}`;
  let connection: Socket | null = null;
  server.answer((_, { socket }) => {
    connection = socket;
    socket?.write(written('{"isLate":false}'));
  });
  for (let request = 0; request < 3; request += 1) {
    await expect(send()).resolves.toMatchObject({ body: { isLate: false } });
    await new Promise((sent) => connection?.write(written('{"isLate":true}'), sent));
    // It is in the socket of this same process; the next turns read it.
    await sleep(20);
  }
});

describe('a failure that isn’t due to reusing a connection', () => {
  const resets = () => server.answer((_, response) => response.socket?.resetAndDestroy());

  // Red if requests are also resent after a new connection's reset: it would never be reported as a failure.
  test('is a failed attempt if it occurs on a new connection', async () => {
    resets();
    await expect(send()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(attempts).toMatchObject([{ outcome: 'UPSTREAM_UNAVAILABLE' }, { retried: true }]);
    expect(server.arrived).toHaveLength(2);
  });

  test('is one failed attempt if it also occurs on the replacing connection', async () => {
    await send();
    resets();
    const lastChance = aScopeWith(20);
    await expect(send({ scope: lastChance })).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(attempts).toMatchObject([{ outcome: 'OK' }, { outcome: 'UPSTREAM_UNAVAILABLE' }]);
    expect(server.arrived).toHaveLength(3);
  });

  // Red if only a complete head counts as a response.
  test('is a failed attempt if it occurs in the middle of a response', async () => {
    await send();
    server.answer((_, response) => {
      response.socket?.write('HTTP/1.1 2', () => response.socket?.resetAndDestroy());
    });
    await expect(send()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(attempts).toMatchObject([
      { outcome: 'OK' },
      { outcome: 'UPSTREAM_UNAVAILABLE' },
      { outcome: 'UPSTREAM_UNAVAILABLE', retried: true },
    ]);
    expect(server.arrived).toHaveLength(3);
  });

  test('doesn’t resend the request if the client itself was closed', async () => {
    await send();
    const arrived = new Promise<void>((resolve) => {
      server.answer(() => resolve());
    });
    const sending = send().catch((reason: unknown) => reason);
    await arrived;
    http.close();
    expect(await sending).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(server.connections).toBe(1);
  });
});

// Red if these resets count as failures of the provider: the circuit would be open, and the budget used up.
test('twenty resets of reused connections in a row leave the circuit closed and every retry unused', async () => {
  const connections = new WeakSet<Socket>();
  server.answer((_, response) => {
    const { socket } = response;
    if (socket === null) return;
    if (connections.has(socket)) socket.resetAndDestroy();
    else answerJson(response, {});
    connections.add(socket);
  });
  for (let poll = 0; poll < 40; poll += 1) await send();
  expect(server.connections).toBe(40);
  // Up to three a minute if there are few requests.
  http.close();
  http = aClient({ now: () => 0, random: () => 0 });
  for (let poll = 0; poll < 10; poll += 1) await send();
  for (let failure = 0; failure < 3; failure += 1) {
    let isFirst = true;
    server.answer((_, response) => {
      answerJson(response, {}, isFirst ? 503 : 200);
      isFirst = false;
    });
    await expect(send()).resolves.toMatchObject({ status: 200 });
  }
});

describe('connections that no longer respond', () => {
  /** Responds to the first four requests together, and to no later request on the same connections. */
  function answerFour(): (response: ServerResponse) => void {
    const first: ServerResponse[] = [];
    const silent = new Set<Socket | null>();
    return (response) => {
      if (silent.has(response.socket)) return;
      if (first.length === 4) {
        answerJson(response, {});
        return;
      }
      first.push(response);
      silent.add(response.socket);
      if (first.length === 4) for (const each of first) answerJson(each, {});
    };
  }

  const sendFour = (url: URL) => Promise.all([1, 2, 3, 4].map(() => send({ url })));

  beforeEach(() => {
    http.close();
    http = aClient({}, 1);
    const answer = answerFour();
    server.answer((_, response) => answer(response));
  });

  // Red if the retry, or a later request, is sent over another of these connections.
  test('cost one timeout in total', async () => {
    await sendFour(server.url);
    for (let poll = 0; poll < 5; poll += 1) await send();
    const failed = attempts.filter(({ outcome }) => outcome !== 'OK');
    expect(failed).toMatchObject([{ outcome: 'UPSTREAM_TIMEOUT', retried: false }]);
    expect(server.connections).toBe(5);
  });

  test('also cost one timeout in total with TLS', async () => {
    const distrust = trustAuthority();
    const answer = answerFour();
    await using secure = await startTlsServer('good', (_, response) => answer(response));
    await sendFour(secure.url);
    for (let poll = 0; poll < 5; poll += 1) await send({ url: secure.url });
    expect(attempts.filter(({ outcome }) => outcome !== 'OK')).toHaveLength(1);
    distrust();
  });

  test('don’t cause connections to another address to be closed', async () => {
    const other = await startHttpServer();
    await send({ url: other.url });
    await sendFour(server.url);
    await send();
    await send({ url: other.url });
    expect(other.connections).toBe(1);
    await other.close();
  });
});
