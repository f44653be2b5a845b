import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServer } from '../../src/app/create-server.js';
import { aLogger } from '../support/a-logger.js';
import { SERVED, startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { eventually } from '../support/eventually.js';
import { rawExchange, rawRequest, statusesOf } from '../support/raw-http.js';

const LIMIT = 256 * 1024;
const JSON_LINE = 'Content-Type: application/json';
const CHUNKED = rawRequest('POST /graphql', [JSON_LINE, 'Transfer-Encoding: chunked']);

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard();
});
afterAll(() => board.close());

async function openConnection(): Promise<Socket> {
  const { hostname, port } = new URL(board.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}

const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** A query of so many bytes. */
function queryOf(bytes: number): string {
  const text = JSON.stringify({ query: '{ __typename }' });
  return text + ' '.repeat(bytes - text.length);
}

/** The status of the response to a body, and its error. */
async function rejection(body: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${board.url}/graphql`, { method: 'POST', headers, body });
  const { errors } = JSON.parse(await response.text());
  return { status: response.status, errors };
}

const rejected = (message: string) => ({
  status: 400,
  errors: [{ message, extensions: { code: 'BAD_REQUEST' } }],
});

test.each(["{'query':'{ __typename }'}", '{"query":"{ __typename }"', 'query={__typename}', ''])(
  'the response to the body %j says that it isn’t valid JSON, and what is expected',
  async (body) => {
    const message = 'The body is not valid JSON; expected an object such as {"query":"{ __typename }"}.';
    expect(await rejection(body)).toEqual(rejected(message));
  },
);

const NOT_AN_OBJECT = 'The body must be a JSON object with `query` or `documentId`.';
const NO_QUERY = 'The request has no operation: expected `query` or `documentId`.';

test.each([
  ['an empty object', '{}', NOT_AN_OBJECT],
  ['a text', '"{ __typename }"', NOT_AN_OBJECT],
  ['null', 'null', NOT_AN_OBJECT],
  ['a batch', `[${queryOf(50)}]`, 'Batches are not supported; send each operation in its own request.'],
  ['an object without a query', '{"variables":{}}', NO_QUERY],
  ['an object with an empty query', '{"query":""}', NO_QUERY],
])('the response to %s as the body says what is expected', async (_, body, message) => {
  expect(await rejection(body)).toEqual(rejected(message));
});

test('the response to a GET without a query says what is expected', async () => {
  const response = await fetch(`${board.url}/graphql`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ message: NO_QUERY }] });
});

// Red if a chunk's bytes are lost when the buffer grows, or if chunks are decoded one by one.
test('a body in one-byte chunks is decoded correctly', async () => {
  const query = '{ __typename } # zażółć gęślą jaźń';
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const body = Buffer.from(
    JSON.stringify({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
  );
  const chunks = [...body].map((byte) => Buffer.from([0x31, 0x0d, 0x0a, byte, 0x0d, 0x0a]));
  const bytes = Buffer.concat([Buffer.from(CHUNKED), ...chunks, Buffer.from('0\r\n\r\n')]);
  expect(await rawExchange(board.url, bytes)).toContain('{"data":{"__typename":"Query"}}');
});

// Red without registerChunkLimit: Node reads and discards the rest of a rejected body.
test('a connection whose rejected body continues in one-byte chunks is terminated', async () => {
  const refused = CHUNKED.replace('/graphql', '/nothing').replace('Connection: close\r\n', '');
  const answers = await rawExchange(board.url, refused + chunk(' ').repeat(5000), 3000);
  expect(statusesOf(answers)).toEqual([404]);
});

// Red without the limit: reading a chunk takes two microseconds, and all are read in one turn of the event loop.
test.each([
  [4096, [400]],
  [4097, []],
])('a body in %d one-byte chunks gets the statuses %j', async (chunks, statuses) => {
  const answers = await rawExchange(board.url, `${CHUNKED}${chunk(' ').repeat(chunks)}0\r\n\r\n`);
  expect(statusesOf(answers)).toEqual(statuses);
});

test.each([
  [LIMIT, 200],
  [LIMIT + 1, 413],
])('a body of %d bytes in two chunks gets status %d', async (bytes, status) => {
  const query = queryOf(bytes);
  const chunks = chunk(query.slice(0, 1000)) + chunk(query.slice(1000));
  expect(statusesOf(await rawExchange(board.url, `${CHUNKED}${chunks}0\r\n\r\n`))).toEqual([status]);
});

// Red if the length is only checked as the body arrives.
test('a body whose Content-Length is too large is rejected before it arrives', async () => {
  const socket = await openConnection();
  socket.write(rawRequest('POST /graphql', [JSON_LINE, `Content-Length: ${LIMIT + 1}`]));
  const [answer] = await once(socket, 'data');
  expect(statusesOf(String(answer))).toEqual([413]);
  socket.destroy();
});

// Red if the error has no status: it would be logged as an internal error.
test('a body that ends early is not logged as an internal error', async () => {
  const socket = await openConnection();
  socket.write(rawRequest('POST /graphql', [JSON_LINE, 'Content-Length: 100']) + '{');
  await (await fetch(`${board.url}/health/live`)).text();
  socket.destroy();
  await eventually(() => board.log.some(({ msg, gone }) => msg === 'request' && gone === true));
  expect(board.log.map(({ msg }) => msg)).not.toContain('internal error');
});

// Node's parser checks the length, except that of an injected request.
test('a body whose length differs from its Content-Length gets status 400', async () => {
  const server = await createServer(SERVED, new Map(), aLogger().logger);
  const headers = { 'content-type': 'application/json', 'content-length': '100' };
  const { statusCode } = await server.inject({
    method: 'POST',
    url: '/graphql',
    headers,
    payload: queryOf(50),
  });
  expect(statusCode).toBe(400);
  await server.close();
});

// Red if it is decoded anyway: the search would find nothing, without an error.
test.each([
  ['Windows-1250', [0xb3]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['an incomplete character', [0xc5]],
])('a body that isn’t UTF-8 gets status 415: %s', async (_, bytes) => {
  const [before = '', behind = ''] = JSON.stringify({
    query: '{ extensions(search: "?") { totalCount } }',
  }).split('?');
  const body = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(behind)]);
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const response = await fetch(`${board.url}/graphql`, { method: 'POST', headers, body });
  expect(response.status).toBe(415);
  expect(await response.text()).toContain('send uncompressed JSON in UTF-8');
});
