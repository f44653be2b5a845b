import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { LOAD_SHEDDING_LIMITS } from '../../src/http/backpressure/load-shedding.js';
import { SANDBOX_ID } from '../../src/config/schema/settings-schema.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { eventually } from '../support/eventually.js';

const OPEN = 3;
const BODY = JSON.stringify({ query: 'subscription { callAdded { uuid } }' });
const HEAD = [
  'POST /graphql HTTP/1.1',
  'Host: localhost',
  'Content-Type: application/json',
  'Accept: text/event-stream',
  'X-API-Key: ewa',
  `Content-Length: ${BODY.length}`,
  '\r\n',
].join('\r\n');

let board: Switchboard;
let sockets: Socket[] = [];

beforeAll(async () => {
  const keys = ['ewa', 'jan'].map((key) => anApiKey(key, { workspaces: [SANDBOX_ID] }));
  board = await startSwitchboard({
    auth: anAuth(keys),
    overload: { ...LOAD_SHEDDING_LIMITS, perCaller: OPEN },
  });
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
});

afterAll(() => board.close());

/** Sends these bytes over a new connection and returns the status of the first response. */
async function send(bytes: string): Promise<string> {
  const { hostname, port } = new URL(board.url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  socket.write(bytes);
  const [answer] = await once(socket, 'data');
  return String(answer).slice(9, 12);
}

async function isServed(key: string): Promise<boolean> {
  const { errors } = await board.query('{ __typename }', {}, { 'x-api-key': key });
  return errors === undefined;
}

// Red if event stream requests don't count: a caller could send any number of bodies simultaneously.
test('event stream requests whose bodies haven’t arrived count towards their caller’s limit', async () => {
  const first = await Promise.race(Array.from({ length: OPEN + 1 }, () => send(`${HEAD}{`)));
  expect(first).toBe('503');
  expect(await isServed('ewa')).toBe(false);
  expect(await isServed('jan')).toBe(true);
  for (const socket of sockets) socket.destroy();
  await eventually(() => isServed('ewa'));
});

// Red if a stream counts for as long as it is open.
test('open event streams don’t count towards their caller’s limit', async () => {
  const statuses = await Promise.all(Array.from({ length: OPEN }, () => send(HEAD + BODY)));
  expect(statuses).toEqual(Array(OPEN).fill('200'));
  expect(await isServed('ewa')).toBe(true);
});
