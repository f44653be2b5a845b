import { once } from 'node:events';
import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer } from '../../src/app/create-server.js';
import { MAX_PIPELINED } from '../../src/http/backpressure/connection-limits.js';
import { aClient } from '../support/builders.js';
import { aLogger } from '../support/a-logger.js';
import { SERVED, startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { rawExchange, rawRequest, statusesOf } from '../support/raw-http.js';

const READ = JSON.stringify({ query: '{ client { name } }' });
const ANSWER = { data: { client: { name: 'ringme_test' } } };
/** Node's own response to a request without `Host`, which no hook sees. */
const NODES_OWN = '0';
const JSON_LINE = 'Content-Type: application/json';

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: { client: aClient() } } });
});
afterAll(() => board.close());
beforeEach(() => board.sandbox.clearRequests());

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${board.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

describe('an ambiguous body is rejected with 415', () => {
  test.each<[string, Uint8Array<ArrayBuffer>, string]>([
    ['gzip', new Uint8Array(gzipSync(READ)), 'gzip'],
    ['deflate', new Uint8Array(deflateSync(READ)), 'deflate'],
    ['brotli', new Uint8Array(brotliCompressSync(READ)), 'br'],
    ['a gzip bomb', new Uint8Array(gzipSync(' '.repeat(20_000_000))), 'gzip'],
    ['gzip in the header only', new Uint8Array(Buffer.from(READ)), 'gzip'],
    ['two encodings', new Uint8Array(gzipSync(READ)), 'identity, gzip'],
    ['an unknown encoding', new Uint8Array(Buffer.from(READ)), 'x-nothing'],
  ])('content encoding: %s', async (_, body, encoding) => {
    const response = await post(body, { 'content-encoding': encoding });
    expect(response.status).toBe(415);
    expect(board.sandbox.requests).toEqual([]);
  });

  test.each([
    'application/json; charset=utf-16',
    'application/json; charset=utf-7',
    'application/json; charset="iso-8859-2"',
    'application/json;charset=utf-8;charset=utf-16',
    'application/graphql',
    'application/graphql-response+json',
    'application/json-patch+json',
    'application/jsonp',
    'application/json, text/plain',
    'text/json',
    'nonsense',
    'application/json/json',
    '*/*',
  ])('%s', async (type) => {
    const response = await post(READ, { 'content-type': type });
    expect(response.status).toBe(415);
    expect(await response.text()).not.toContain(type);
    expect(board.sandbox.requests).toEqual([]);
  });

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON;Charset="UTF-8"',
    'application/json;charset=utf8',
  ])('accepts the content type %s', async (type) => {
    expect(await (await post(READ, { 'content-type': type })).json()).toEqual(ANSWER);
  });
});

test('a byte order mark before the body is ignored', async () => {
  expect(await (await post(`\uFEFF${READ}`)).json()).toEqual(ANSWER);
});

test('a client that sends an oversized body to the end can read the response (guard: discardBody)', async () => {
  const { hostname, port } = new URL(board.url);
  const socket = connect(Number(port), hostname).pause();
  const body = 'x'.repeat(8_000_000);
  const bytes = rawRequest('POST /graphql', [JSON_LINE], body).replace('Connection: close\r\n', '');
  await new Promise((resolve, reject) => {
    socket.once('error', reject).write(bytes, resolve);
  });
  const [answer] = await once(socket.resume(), 'data');
  expect(String(answer)).toContain('HTTP/1.1 413 ');
  expect(String(answer)).toContain('"The body is too large; at most 256 KiB are accepted."');
  socket.destroy();
});

describe('property names from Object.prototype and duplicate names', () => {
  const DOCUMENT = 'query ($workspace: ID) { client(workspace: $workspace) { name } }';

  test.each([
    ['__proto__ in variables', `{"query":"${DOCUMENT}","variables":{"__proto__":{"workspace":"other"}}}`],
    [
      'constructor in variables',
      `{"query":"${DOCUMENT}","variables":{"constructor":{"prototype":{"workspace":"x"}}}}`,
    ],
    ['__proto__ in extensions', `{"query":"${DOCUMENT}","extensions":{"__proto__":{"persistedQuery":1}}}`],
    ['__proto__ beside the query', `{"query":"${DOCUMENT}","__proto__":{"query":"{ nothing }"}}`],
    ['the last of two equal names wins', `{"query":"{ nothing }","query":"${DOCUMENT}"}`],
  ])('have no special effect: %s', async (_, body) => {
    const response = await post(body);
    expect(await response.json()).toEqual(ANSWER);
    expect(Reflect.get({}, 'workspace')).toBeUndefined();
  });

  test.each([
    ['a query in __proto__', '{"__proto__":{"query":"{ client { name } }"}}'],
    ['a query replaced by a second, empty one', `{"query":"${DOCUMENT}","query":""}`],
  ])('provide no operation: %s', async (_, body) => {
    expect((await post(body)).status).toBe(400);
    expect(board.sandbox.requests).toEqual([]);
  });
});

describe('GET with a body’s headers', () => {
  const address = () => `${board.url}/graphql?query={client{name}}`;

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/graphql',
    'multipart/form-data',
  ])('rejects the content type %s', async (type) => {
    for (const preflight of [{}, { 'apollo-require-preflight': 'true' }]) {
      const response = await fetch(address(), { headers: { 'content-type': type, ...preflight } });
      expect([400, 415]).toContain(response.status);
    }
    expect(board.sandbox.requests).toEqual([]);
  });

  test('rejects a duplicate parameter', async () => {
    expect((await fetch(`${address()}&query={nothing}`)).status).toBe(400);
    expect(board.sandbox.requests).toEqual([]);
  });

  test('doesn’t execute an operation in its body', async () => {
    const answer = await rawExchange(board.url, rawRequest('GET /graphql', [JSON_LINE], READ));
    expect(statusesOf(answer)).toEqual([400]);
    expect(board.sandbox.requests).toEqual([]);
  });
});

describe('if no route matches, the response is a short JSON error', () => {
  test.each([
    '/nothing',
    '/graphql/',
    '/healthy',
    '/.env',
    '//graphql',
    '/graphql%2f',
    '/GRAPHQL',
    '/metrics/../graphql/x',
  ])('%s is not found', async (path) => {
    const response = await fetch(board.url + path, { redirect: 'manual' });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('application/json');
    const body = await response.text();
    expect(JSON.parse(body)).toEqual({
      errors: [{ message: 'Not found.', extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  test.each([
    ['PUT', '/graphql', 'GET, HEAD, POST'],
    ['DELETE', '/graphql', 'GET, HEAD, POST'],
    ['PATCH', '/graphql?query={__typename}', 'GET, HEAD, POST'],
    ['POST', '/', 'GET, HEAD'],
    ['POST', '/health/live', 'GET, HEAD'],
  ])('%s %s is not an allowed method', async (method, path, allow) => {
    const response = await fetch(board.url + path, { method });
    expect(response.status).toBe(405);
    const allowed = response.headers.get('allow') ?? '';
    expect(allowed.split(', ').sort().join(', ')).toBe(allow);
    expect(await response.json()).toEqual({
      errors: [
        { message: `Method not allowed; expected one of: ${allowed}.`, extensions: { code: 'BAD_REQUEST' } },
      ],
    });
  });
});

// Red if the not-found handler runs after the body is read: anyone could send up to 256 KiB.
test.each([
  ['POST /nothing', 404],
  ['PUT /graphql', 405],
  ['POST /health/live', 405],
])('%s is answered before its body arrives', async (start, status) => {
  const { hostname, port } = new URL(board.url);
  const socket = connect(Number(port), hostname);
  socket.write(rawRequest(start, [JSON_LINE, 'Content-Length: 100000']));
  const [answer] = await once(socket, 'data');
  expect(statusesOf(String(answer))).toEqual([status]);
  socket.destroy();
});

test('a connection stays usable after a request with a body for an unknown path', async () => {
  const unknown = rawRequest('POST /nothing', [JSON_LINE], READ).replace('Connection: close\r\n', '');
  const known = rawRequest('POST /graphql', [JSON_LINE], READ);
  expect(statusesOf(await rawExchange(board.url, unknown + unknown + known))).toEqual([404, 404, 200]);
});

describe('malformed or unusual HTTP', () => {
  test.each<[string, string, readonly number[]]>([
    ['a header section of 20 KiB', rawRequest('GET /graphql', [`X-Long: ${'x'.repeat(20_000)}`]), [431]],
    ['a URL of 20 KiB', rawRequest(`GET /graphql?query=${'x'.repeat(20_000)}`), [431]],
    ['a percent sign without hex digits', rawRequest('GET /%zz'), [404]],
    ['invalid UTF-8 in the path', rawRequest('GET /playground/%ff%fe'), [404]],
    ['a null byte in the path', rawRequest('GET /playground/%00'), [404]],
    ['an absolute URL of another host', rawRequest('GET http://127.0.0.1:1/graphql'), [400]],
    ['an unknown method', rawRequest('BREW /graphql'), [400]],
    ['a CONNECT tunnel', rawRequest('CONNECT 127.0.0.1:1'), []],
    ['an upgrade to h2c', rawRequest('GET /health/live', ['Connection: Upgrade', 'Upgrade: h2c']), [200]],
    [
      'two Content-Length headers',
      rawRequest('POST /graphql', [JSON_LINE, 'Content-Length: 3', 'Content-Length: 4'], READ),
      [400],
    ],
    [
      'a chunked body that is not chunked',
      rawRequest('POST /graphql', [JSON_LINE, 'Transfer-Encoding: chunked'], READ),
      [400],
    ],
    [
      'a chunk with an invalid size',
      `${rawRequest('POST /graphql', [JSON_LINE, 'Transfer-Encoding: chunked'])}zz\r\n`,
      [400],
    ],
    ['no Host header', 'GET /graphql HTTP/1.1\r\nConnection: close\r\n\r\n', [400]],
    ['a header with a line break', rawRequest('GET /graphql', ['X-A: a\rX-B: b']), [400]],
    ['a folded header', rawRequest('GET /health/live', ['X-A: a', ' b']), [400]],
    ['bytes of another protocol', '\u0016\u0003\u0001\r\n\r\n', [400]],
  ])('%s', async (_, bytes, statuses) => {
    const answer = await rawExchange(board.url, bytes);
    expect(statusesOf(answer)).toEqual(statuses);
    const [, body = ''] = answer.split('\r\n\r\n');
    if (statuses.some((status) => status >= 400) && body !== '' && body !== NODES_OWN) {
      expect(JSON.parse(body)).toEqual({
        errors: [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }],
      });
    }
    expect(board.sandbox.requests).toEqual([]);
    expect((await fetch(`${board.url}/health/live`)).status).toBe(200);
  });

  test('pipelined requests are answered in order', async () => {
    const request = rawRequest('POST /graphql', [JSON_LINE], READ);
    const open = request.replace('Connection: close\r\n', '');
    const refused = rawRequest('POST /graphql', ['Content-Type: text/plain'], READ).replace(
      'Connection: close\r\n',
      '',
    );
    expect(statusesOf(await rawExchange(board.url, open + refused + open + request))).toEqual([
      200, 415, 200, 200,
    ]);
  });
});

test('a connection that pipelines too many requests is closed (guard: limitPipelining)', async () => {
  board.sandbox.behaviour.faults = [{ hang: true }];
  const slow = rawRequest('POST /graphql', [JSON_LINE], READ).replace('Connection: close\r\n', '');
  const quick = rawRequest('GET /nothing').replace('Connection: close\r\n', '');
  const refused = quick.repeat(MAX_PIPELINED);
  expect(await rawExchange(board.url, slow + refused)).toBe('');
  board.sandbox.behaviour.faults = [];
});

// Red if the error is written into a response that is being sent.
test('invalid HTTP behind a request whose response has begun only closes the connection', async () => {
  const { hostname, port } = new URL(board.url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const stream = rawRequest('GET /graphql?query=subscription{callAdded{uuid}}', [
    'Accept: text/event-stream',
  ]);
  socket.write(stream.replace('Connection: close\r\n', ''));
  await once(socket, 'data');
  socket.write('nonsense\r\n\r\n');
  await once(socket, 'close');
  expect(statusesOf(Buffer.concat(chunks).toString())).toEqual([200]);
});

test('a client that sends too slowly is disconnected (guard: headersTimeout and requestTimeout)', async () => {
  const times = { headers: 60, request: 120, check: 30 };
  const upstream = { attemptTimeout: 2, deadline: 8, maxBody: 1024 };
  const server = await createServer({ ...SERVED, upstream }, new Map(), aLogger().logger, {
    times,
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const half = rawRequest('POST /graphql', [JSON_LINE, 'Content-Length: 100']);
  try {
    const sent = ['', 'GET /graphql', 'GET /graphql HTTP/1.1\r\nHost: a\r\n', half, `${half}{"query"`];
    const answers = await Promise.all(sent.map((bytes) => rawExchange(url, bytes, 3000)));
    for (const answer of answers) expect(statusesOf(answer).filter((status) => status !== 408)).toEqual([]);
  } finally {
    await server.close();
  }
});

test('every response has the security headers (guard: security-headers.ts)', async () => {
  for (const path of ['/', '/graphql?query={__typename}', '/nothing', '/health/live']) {
    const { headers } = await fetch(board.url + path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  }
});
