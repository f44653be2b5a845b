import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  limitChunks,
  limitPipelining,
  MAX_CHUNKS,
  MAX_PIPELINED,
} from '../../src/http/backpressure/connection-limits.js';
import { rawExchange, rawRequest } from '../support/raw-http.js';

/** The property of Node's HTTP parser that receives chunks. */
const ON_BODY = 3;
/** As many bytes as Node reads at once: 60 kB. */
const CHUNKS = '1\r\n \r\n'.repeat(10_000);
const POST = rawRequest('POST /', ['Transfer-Encoding: chunked']);

let server: Server;
let url: string;

beforeEach(async () => {
  server = createServer((request, response) => {
    limitChunks(request);
    request.on('error', () => undefined).on('end', () => response.end('read'));
  });
  limitPipelining(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => void server.close());

// Red if the connection is only destroyed: Node continues with what it has read.
test('no further request is parsed after the one that exceeds the limit', async () => {
  let parsed = 0;
  server.on('request', () => (parsed += 1));
  const request = rawRequest('GET /').replace('Connection: close\r\n', '');
  expect(await rawExchange(url, request.repeat(700))).toBe('');
  expect(parsed).toBeLessThanOrEqual(MAX_PIPELINED + 1);
});

test('no further chunk is copied after the one that exceeds the limit, and the parser serves the next connection', async () => {
  let copied = 0;
  const parsers: unknown[] = [];
  server.on('connection', (socket: Socket) => {
    const parser = Reflect.get(socket, 'parser') as Record<number, (chunk: Buffer) => void>;
    parsers.push(parser);
    const onBody = parser[ON_BODY];
    parser[ON_BODY] = function count(this: unknown, chunk) {
      copied += 1;
      onBody?.call(this, chunk);
    };
  });
  expect(await rawExchange(url, POST + CHUNKS)).toBe('');
  expect(copied).toBe(MAX_CHUNKS + 1);
  expect(await rawExchange(url, `${POST}1\r\n \r\n0\r\n\r\n`)).toContain('read');
  expect(copied).toBe(MAX_CHUNKS + 3);
  expect(parsers[1]).toBe(parsers[0]);
});
