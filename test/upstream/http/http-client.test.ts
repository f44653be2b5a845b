import { getEventListeners } from 'node:events';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aScope, aScopeWith } from '../../support/a-scope.js';
import { createHttpClient, type HttpClient } from '../../../src/upstream/http/http-client.js';
import type { HttpRequest } from '../../../src/upstream/http/http-request.js';
import { aLogger } from '../../support/a-logger.js';
import { answerJson, startHttpServer, type TestServer } from '../../support/http-server.js';

const settings = { attemptTimeout: 5, deadline: 8, maxBody: 100_000 };
const scope = aScope();

let server: TestServer;
let http: HttpClient;
let log: ReturnType<typeof aLogger>;

beforeEach(async () => {
  server = await startHttpServer();
  log = aLogger();
  http = createHttpClient('ccrm', settings, log.logger);
});

afterEach(async () => {
  http.close();
  await server.close();
});

function aRequest(request: Partial<HttpRequest> = {}): HttpRequest {
  return { route: 'callHistory', method: 'GET', url: new URL('/publicApi', server.url), scope, ...request };
}

describe('a request', () => {
  test('carries the URL exactly as given', async () => {
    const target = '/api/client/@me/client/?dateFrom=2022-02-01%2008:00:00&a=b%2Bc+d&e=%C5%82';
    await http.send(aRequest({ url: new URL(target, server.url) }));
    expect(server.arrived[0]?.target).toBe(target);
  });

  test('carries its own headers, whatever headers earlier requests carried', async () => {
    for (const token of ['abc', 'def', 'abc']) {
      await http.send(aRequest({ headers: { authorization: `Bearer ${token}` } }));
    }
    await http.send(aRequest());
    const sent = server.arrived.map(({ headers }) => headers.authorization);
    expect(sent).toEqual(['Bearer abc', 'Bearer def', 'Bearer abc', undefined]);
  });

  test('carries its headers, and accepts JSON and gzip', async () => {
    await http.send(aRequest({ headers: { authorization: 'Bearer abc' } }));
    expect(server.arrived[0]?.headers).toMatchObject({
      authorization: 'Bearer abc',
      accept: 'application/json',
      'accept-encoding': 'gzip',
    });
  });

  test('carries JSON text unchanged', async () => {
    await http.send(aRequest({ method: 'PUT', json: '{"dial_rule_id": 9223372036854775807}' }));
    expect(server.arrived[0]).toMatchObject({
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"dial_rule_id": 9223372036854775807}',
    });
  });

  test('carries a URL-encoded form', async () => {
    await http.send(aRequest({ method: 'POST', form: { client_secret: 'a b&c=ł' } }));
    expect(server.arrived[0]).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'client_secret=a+b%26c%3D%C5%82',
    });
  });

  test('reuses the connection of earlier requests', async () => {
    for (let index = 0; index < 5; index += 1) await http.send(aRequest());
    await expect(http.send(aRequest({ method: 'POST', form: {} }))).resolves.toMatchObject({ status: 200 });
    expect(server.connections).toBe(1);
  });
});

describe('a response', () => {
  test('consists of its status, headers and decoded JSON, with exact 64-bit numbers', async () => {
    server.answer((_, response) =>
      answerJson(response.setHeader('x-ratelimit-remaining', '7'), '{"id":9223372036854775807}'),
    );
    await expect(http.send(aRequest())).resolves.toMatchObject({
      status: 200,
      headers: { 'x-ratelimit-remaining': '7' },
      body: { id: 9223372036854775807n },
    });
  });

  test.each<[string, string, (text: string) => Buffer]>([
    ['gzip', 'gzip', gzipSync],
    ['gzip under its old name', 'x-gzip', gzipSync],
    ['deflate', 'Deflate', deflateSync],
  ])('may be compressed with %s, in one chunk or several', async (_, coding, compress) => {
    const text = `żółć ${String(Array.from({ length: 10_000 }, (__, index) => index))}`;
    for (const length of [10, text.length]) {
      const body = { text: text.slice(0, length) };
      server.answer((__, response) => {
        response.setHeader('content-encoding', coding).end(compress(JSON.stringify(body)));
      });
      await expect(http.send(aRequest())).resolves.toMatchObject({ body });
    }
  });

  // Red if it is a redirect, or if nothing ends the attempt before its timeout.
  test.each([
    ['304', 'HTTP/1.1 304 Not Modified\r\n\r\n'],
    ['101', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n'],
  ])('with the status %s, which no request asks for, is UPSTREAM_BAD_RESPONSE', async (status, head) => {
    server.answer((_, { socket }) => socket?.write(head));
    await expect(http.send(aRequest())).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      message: 'The provider answered with an unexpected status.',
    });
    expect(log.lines).toMatchObject([{ status: Number(status), outcome: 'UPSTREAM_BAD_RESPONSE' }]);
    http.close();
    await server.allClosed();
  });

  // Red if an empty body is a decompression error.
  test.each([true, false])(
    'with a Content-Encoding may have no body (length stated: %s)',
    async (isStated) => {
      server.answer((_, response) => {
        response.writeHead(404, { 'content-encoding': 'gzip', ...(isStated && { 'content-length': '0' }) });
        response.flushHeaders();
        response.end();
      });
      await expect(http.send(aRequest())).resolves.toMatchObject({ status: 404, body: undefined });
    },
  );

  test('may begin with a byte order mark', async () => {
    server.answer((_, response) => answerJson(response, '\uFEFF{"a":1}'));
    await expect(http.send(aRequest())).resolves.toMatchObject({ body: { a: 1 } });
  });

  test.each([400, 401, 403, 404, 422])('with status %d is returned with its JSON', async (status) => {
    server.answer((_, response) => answerJson(response, { message: 'access_denied' }, status));
    await expect(http.send(aRequest())).resolves.toMatchObject({
      status,
      body: { message: 'access_denied' },
    });
  });

  test('with status 404 and no JSON has no body', async () => {
    server.answer((_, response) => response.writeHead(404).end('<html>Not found</html>'));
    await expect(http.send(aRequest())).resolves.toMatchObject({ status: 404, body: undefined });
  });
});

describe('a failure', () => {
  test.each([500, 502, 503, 504])('due to a provider’s %d is UPSTREAM_UNAVAILABLE', async (status) => {
    server.answer((_, response) => answerJson(response, {}, status));
    await expect(http.send(aRequest())).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      provider: 'ccrm',
    });
  });

  test('due to a reset connection is UPSTREAM_UNAVAILABLE', async () => {
    server.answer((_, response) => response.socket?.resetAndDestroy());
    await expect(http.send(aRequest())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  test('due to a refused connection is UPSTREAM_UNAVAILABLE', async () => {
    const gone = await startHttpServer();
    await gone.close();
    await expect(http.send(aRequest({ url: gone.url }))).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
  });

  test('due to a rate limit (429) is UPSTREAM_RATE_LIMITED', async () => {
    server.answer((_, response) => answerJson(response, { message: 'rate_limit_exceeded' }, 429));
    // Less than the minimum wait of a rate limit, which is a second.
    await expect(http.send(aRequest({ scope: aScopeWith(900) }))).rejects.toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      retryable: true,
    });
  });

  test.each([301, 302, 303, 304, 307, 308])(
    'due to a redirect (%d) is UPSTREAM_BAD_RESPONSE, and the redirect isn’t followed',
    async (status) => {
      server.answer((_, response) => response.writeHead(status, { location: '/elsewhere' }).end());
      await expect(http.send(aRequest())).rejects.toMatchObject({
        code: 'UPSTREAM_BAD_RESPONSE',
        retryable: false,
      });
      expect(server.arrived).toHaveLength(1);
    },
  );

  test.each(['', '<html>', '{"a":1,}', '{"a":1}\n{"b":2}', '['.repeat(50_000) + ']'.repeat(50_000)])(
    'due to a body that is not JSON is UPSTREAM_BAD_RESPONSE (case %#)',
    async (body) => {
      server.answer((_, response) => answerJson(response, body));
      await expect(http.send(aRequest())).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    },
  );

  test('due to an empty 204 is UPSTREAM_BAD_RESPONSE', async () => {
    server.answer((_, response) => response.writeHead(204).end());
    await expect(http.send(aRequest())).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });

  test('due to a response that is not HTTP is UPSTREAM_BAD_RESPONSE', async () => {
    server.answer((_, response) => response.socket?.end('SSH-2.0-OpenSSH_9.9\r\n'));
    await expect(http.send(aRequest())).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });

  test('reveals no URL, body or credentials in its message or in the log', async () => {
    server.answer((_, response) => answerJson(response, 'private-body', 500));
    const url = new URL('/private-path?code=private-query', server.url);
    const request = aRequest({
      url,
      headers: { authorization: 'Bearer private-token' },
      form: { code: 'private-form' },
    });
    const error: unknown = await http.send({ ...request, method: 'POST' }).catch((reason: unknown) => reason);
    server.answer((_, response) => response.destroy());
    const reset: unknown = await http.send({ ...request, method: 'POST' }).catch((reason: unknown) => reason);
    expect(`${JSON.stringify([error, reset])} ${String(error)} ${String(reset)}`).not.toMatch(
      /private|127\.0\.0\.1/,
    );
    expect(JSON.stringify(log.lines)).not.toMatch(/private|127\.0\.0\.1/);
  });
});

describe('the log', () => {
  test('has one line per attempt, with failures at warn', async () => {
    await http.send(aRequest());
    server.answer((_, response) => answerJson(response, {}, 404));
    await http.send(aRequest({ route: 'notes' }));
    server.answer((_, response) => answerJson(response, {}, 503));
    await http.send(aRequest()).catch(() => undefined);
    expect(log.lines).toEqual([
      aLine({ level: 30, status: 200, outcome: 'OK' }),
      aLine({ level: 30, route: 'notes', status: 404, outcome: 'REFUSED' }),
      aLine({ level: 40, status: 503, outcome: 'UPSTREAM_UNAVAILABLE' }),
      aLine({ level: 40, status: 503, outcome: 'UPSTREAM_UNAVAILABLE' }),
    ]);
  });

  function aLine(line: object) {
    return {
      provider: 'ccrm',
      route: 'callHistory',
      ms: expect.any(Number),
      msg: 'upstream request',
      ...line,
    };
  }
});

describe('a caller that aborts', () => {
  test('before the request starts gets UPSTREAM_TIMEOUT, and nothing is sent', async () => {
    await expect(
      http.send(aRequest({ scope: aScope({ signal: AbortSignal.abort() }) })),
    ).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
    expect(server.connections).toBe(0);
  });

  test.each([
    ['before the head arrives', false],
    ['while the body arrives', true],
  ])('%s gets UPSTREAM_TIMEOUT, and the connection is closed', async (_, headFirst) => {
    const caller = new AbortController();
    const dropped = new Promise<void>((resolve) => {
      server.answer((__, response) => {
        response.on('close', resolve);
        if (headFirst) response.write('{"a":');
        setImmediate(() => caller.abort());
      });
    });
    await expect(http.send(aRequest({ scope: aScope({ signal: caller.signal }) }))).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
    await dropped;
  });

  test('leaves no abort listener on a signal that several requests share', async () => {
    const caller = new AbortController();
    for (let index = 0; index < 3; index += 1)
      await http.send(aRequest({ scope: aScope({ signal: caller.signal }) }));
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });
});

describe('close', () => {
  test('closes idle and active connections, and fails their requests', async () => {
    await http.send(aRequest());
    const waiting = Promise.allSettled([http.send(aRequest()), http.send(aRequest())]);
    await new Promise<void>((resolve) => {
      server.answer(() => server.arrived.length === 3 && resolve());
    });
    http.close();
    await server.allClosed();
    const failure = { status: 'rejected', reason: { code: 'UPSTREAM_UNAVAILABLE' } };
    expect(await waiting).toMatchObject([failure, failure]);
  });

  test('closes the connection of a PUT', async () => {
    const waiting = http.send(aRequest({ method: 'PUT', json: '{}' })).catch((reason: unknown) => reason);
    await new Promise<void>((resolve) => {
      server.answer(() => resolve());
    });
    http.close();
    await server.allClosed();
    expect(await waiting).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    // Not UPSTREAM_TIMEOUT, which would close the connection later.
    expect(log.lines).toMatchObject([{ outcome: 'UPSTREAM_UNAVAILABLE' }]);
  });

  test('leaves no connection open for a request that was about to connect', async () => {
    const sending = http.send(aRequest()).catch(() => undefined);
    http.close();
    await sending;
    await server.allClosed();
  });

  test('rejects later requests', async () => {
    http.close();
    await expect(http.send(aRequest())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(server.connections).toBe(0);
  });
});
