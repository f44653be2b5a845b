import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { waitForTurn } from '../../../src/domain/operation/turns.js';
import { createHttpClient, type HttpClient } from '../../../src/upstream/http/http-client.js';
import { aLogger } from '../../support/a-logger.js';
import { aScope } from '../../support/a-scope.js';
import { eventually } from '../../support/eventually.js';
import { startHttpServer, type TestServer } from '../../support/http-server.js';

const [EWA, JAN] = [{}, {}];
/** Takes longer to parse than operations may run in one turn of the event loop, because of its long integer. */
const LONG = Buffer.from(`[12345678901234567890${',{"a":1}'.repeat(45_000)}]`);
const OTHERS = 7;

let server: TestServer;
let http: HttpClient;
let order: string[];
let all: Promise<void>[];
let begun: { readonly response: ServerResponse; readonly body: Buffer }[];

beforeEach(async () => {
  server = await startHttpServer();
  const settings = { attemptTimeout: 30, deadline: 60, maxBody: 16 * 1024 ** 2, concurrency: 2 * OTHERS };
  http = createHttpClient('ccrm', settings, aLogger().logger);
  order = [];
  all = [];
  begun = [];
});

afterEach(async () => {
  http.close();
  await server.close();
});

interface Asking {
  readonly caller?: object;
  readonly name?: string;
  readonly method?: 'GET' | 'PUT';
  readonly encoding?: string;
  readonly signal?: AbortSignal;
}

/** Requests a body, of which all but the last byte is sent. */
async function ask(body: Buffer, asking: Asking = {}): Promise<void> {
  const { caller = EWA, name = 'long', method = 'GET', encoding = 'identity', signal } = asking;
  const number = begun.length;
  server.answer((_, response) => {
    response.writeHead(200, { 'content-encoding': encoding, 'content-length': body.length });
    response.write(body.subarray(0, -1));
    begun.push({ response, body });
  });
  const scope = aScope({ caller, ...(signal && { signal }) });
  const answer = http.send({
    route: 'client',
    method,
    url: server.url,
    ...(method === 'PUT' && { json: '{}' }),
    scope,
  });
  const answered = answer.then(() => void order.push(name));
  answered.catch(() => undefined);
  await eventually(() => begun.length > number);
  all.push(answered);
}

/** Sends the last byte of each once the rest has arrived: each turn of the event loop reads a part of each body. */
async function endAll(): Promise<void> {
  await eventually(() => begun.every(({ response }) => response.writableLength === 0));
  for (let turn = 0; turn < 200; turn += 1) await nextTurn();
  for (const { response, body } of begun) response.end(body.subarray(-1));
}

async function askLongOnes(body = LONG, encoding = 'identity'): Promise<void> {
  for (let count = 0; count < OTHERS; count += 1) await ask(body, { encoding });
}

// Red if bodies are parsed as they arrive: jan's comes last. Red for the compressed one if its size in transit counts.
test.each([
  ['long', LONG, 'identity'],
  ['compressed', gzipSync(LONG), 'gzip'],
])('a caller’s %s body isn’t parsed behind all those of another caller', async (_, body, encoding) => {
  await askLongOnes(body, encoding);
  await ask(body, { caller: JAN, name: 'jan', encoding });
  await endAll();
  await Promise.all(all);
  expect(order.indexOf('jan')).toBeLessThanOrEqual(2);
});

// Red if they wait for their caller's turn behind the others: the outcome of a write would be unknown.
test.each([
  ['a short body', { a: 1 }, 'GET'],
  ['the answer to a write', { a: 'x'.repeat(20_000) }, 'PUT'],
] as const)('%s is parsed as it arrives', async (name, value, method) => {
  await askLongOnes();
  await ask(Buffer.from(JSON.stringify(value)), { name, method });
  await endAll();
  await Promise.all(all);
  expect(order.indexOf(name)).toBeLessThanOrEqual(2);
});

test('a body that waits isn’t parsed once its operation is over', async () => {
  const over = new AbortController();
  await askLongOnes();
  await ask(LONG, { signal: over.signal });
  await endAll();
  await eventually(() => waitForTurn() > 0);
  over.abort();
  await expect(all.at(-1)).rejects.toThrow();
  await Promise.all(all.slice(0, -1));
});
