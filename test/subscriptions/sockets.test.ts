import { once } from 'node:events';
import { Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import WebSocket from 'ws';
import { SOCKET_LIMITS, type SocketLimits } from '../../src/subscriptions/socket-connection.js';
import { UNKNOWN_PER_ADDRESS } from '../../src/subscriptions/socket-quota.js';
import { eventually } from '../support/eventually.js';
import { aClient } from '../support/builders.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { aKey, anIssuer, aToken } from '../support/an-issuer.js';
import { startSwitchboard, type Switchboard, type SwitchboardOptions } from '../support/a-switchboard.js';

const INIT = JSON.stringify({ type: 'connection_init', payload: { 'x-api-key': 'ewa' } });
const SUBSCRIBE = JSON.stringify({
  id: '1',
  type: 'subscribe',
  payload: { query: 'subscription { callAdded { uuid } }' },
});
const KEYS = ['ewa', 'jan'].map((key) => anApiKey(key, { workspaces: ['sandbox'] }));

let board: Switchboard | null = null;
let sockets: WebSocket[] = [];

afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  sockets = [];
  await board?.close();
});

async function start(limits: Partial<SocketLimits> = {}, options: SwitchboardOptions = {}): Promise<string> {
  board = await startSwitchboard({
    sandbox: { data: { client: aClient() } },
    auth: anAuth(KEYS),
    socketLimits: { ...SOCKET_LIMITS, ...limits },
    ...options,
  });
  return board.url;
}

function connect(url: string): WebSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => undefined);
  sockets.push(socket);
  return socket;
}

async function opened(url: string, ...messages: readonly string[]): Promise<WebSocket> {
  const socket = connect(url);
  await once(socket, 'open');
  for (const message of messages) socket.send(message);
  return socket;
}

/** The next message, or the close code of the connection. */
async function answer(socket: WebSocket): Promise<unknown> {
  const message = once(socket, 'message').then(([data]) => JSON.parse(String(data)));
  const end = once(socket, 'close').then(([code]) => code);
  return Promise.race([message, end]);
}

describe('before a client has authenticated', () => {
  test('pongs don’t repeat the payload of pings (guard: autoPong, onPing)', async () => {
    const socket = await opened(await start());
    socket.ping('x'.repeat(100));
    const [pong] = await once(socket, 'pong');
    expect(pong).toHaveLength(0);
    socket.send(JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(1000) } }));
    expect(await answer(socket)).toEqual({ type: 'pong' });
  });

  test('a long message closes the connection; an authenticated client may send several', async () => {
    const url = await start();
    const long = JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(SOCKET_LIMITS.firstMessage) } });
    expect(await answer(await opened(url, long))).toBe(1009);
    const known = await opened(url, INIT);
    expect(await answer(known)).toEqual({ type: 'connection_ack' });
    // Together they exceed `earlyBytes`.
    for (let time = 0; time < 4; time += 1) {
      known.send(long);
      expect(await answer(known)).toEqual({ type: 'pong' });
    }
  });

  test('one address can’t use up all connections; authenticated clients don’t count', async () => {
    const url = await start();
    const known = await opened(url, INIT);
    expect(await answer(known)).toEqual({ type: 'connection_ack' });
    const waiting = await Promise.all(Array.from({ length: UNKNOWN_PER_ADDRESS }, () => opened(url)));
    await expect(opened(url)).rejects.toThrow('503');
    waiting[0]?.terminate();
    await eventually(async () => (await opened(url, INIT).catch(() => null)) !== null);
  });
});

type Send = (socket: WebSocket) => void;

const CONTROL_MESSAGES: readonly (readonly [string, Send])[] = [
  [
    'ping frames',
    (socket) => {
      socket.ping();
    },
  ],
  [
    'unsolicited pong frames',
    (socket) => {
      socket.pong();
    },
  ],
  ...['ping', 'pong'].map((type): [string, Send] => [
    `messages of type ${type}`,
    (socket) => {
      socket.send(JSON.stringify({ type }));
    },
  ]),
  [
    'complete messages for no subscription',
    (socket) => {
      socket.send('{"type":"complete","id":"1"}');
    },
  ],
];

describe('a client that sends too many control messages is disconnected (guard: SocketLimits.controlMessages)', () => {
  test.each(CONTROL_MESSAGES)('%s', async (_what, send) => {
    const socket = await opened(await start({ controlMessages: 5 }), INIT);
    await answer(socket);
    const closed = once(socket, 'close');
    for (let count = 0; count < 15; count += 1) send(socket);
    expect((await closed)[0]).toBe(1006);
  });

  test.each(CONTROL_MESSAGES)('%s, before authentication', async (_what, send) => {
    const socket = await opened(await start({ controlMessages: 5 }));
    const closed = once(socket, 'close');
    for (let count = 0; count < 15; count += 1) send(socket);
    expect((await closed)[0]).toBe(1006);
  });

  // Red if each message counts the same: parsing a long one takes milliseconds.
  test.each(['ping', 'pong'])('a few long messages of type %s', async (type) => {
    const socket = await opened(await start({ controlMessages: 5 }), INIT);
    await answer(socket);
    const closed = once(socket, 'close');
    const long = JSON.stringify({ type, payload: { text: 'x'.repeat(5 * 4096) } });
    for (let count = 0; count < 2; count += 1) socket.send(long);
    expect((await closed)[0]).toBe(1006);
  });

  // Red if a caller without any request left can keep the server busy.
  test('subscriptions beyond the rate limit', async () => {
    const auth = { ...anAuth(KEYS), requestsPerMinute: 3 };
    const socket = await opened(await start({ controlMessages: 5 }, { auth }), INIT);
    await answer(socket);
    const closed = once(socket, 'close');
    for (let id = 0; id < 15; id += 1) socket.send(SUBSCRIBE.replace('"1"', `"${id}"`));
    expect((await closed)[0]).toBe(1006);
  });

  test('one long subscription beyond the rate limit', async () => {
    const auth = { ...anAuth(KEYS), requestsPerMinute: 1 };
    const socket = await opened(await start({ controlMessages: 5 }, { auth }), INIT);
    await answer(socket);
    const closed = once(socket, 'close');
    socket.send(SUBSCRIBE.replace('uuid', `uuid ${' '.repeat(6 * 4096)}`));
    expect((await closed)[0]).toBe(1006);
  });

  test('a few subscriptions beyond the rate limit are refused over the open connection', async () => {
    const auth = { ...anAuth(KEYS), requestsPerMinute: 1 };
    const socket = await opened(await start({ controlMessages: 5 }, { auth }), INIT);
    await answer(socket);
    for (const id of ['1', '2']) {
      socket.send(SUBSCRIBE.replace('"1"', `"${id}"`));
      const refusal = { id, type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] };
      expect(await answer(socket)).toMatchObject(refusal);
    }
  });

  // Red if every message counts.
  test('messages that open or end subscriptions don’t count', async () => {
    const url = await start({ controlMessages: 5 }, { subscriptions: { perCaller: 30 } });
    const socket = await opened(url, INIT);
    await answer(socket);
    const ids = Array.from({ length: 30 }, (_, index) => String(index));
    for (const id of ids) socket.send(SUBSCRIBE.replace('"1"', `"${id}"`));
    await eventually(() => board?.sandbox.requests.length !== 0);
    for (const id of ids) socket.send(JSON.stringify({ id, type: 'complete' }));
    socket.send('{"type":"ping"}');
    expect(await answer(socket)).toEqual({ type: 'pong' });
  });
});

test('a client that sends without reading is disconnected (guard: SocketLimits.buffered)', async () => {
  const socket = await opened(await start({ buffered: 1000, keepAlive: 100_000 }), INIT);
  await answer(socket);
  socket.pause();
  let isCut = false;
  let id = 0;
  const fields = ['a', 'b', 'c', 'd'].map((name) => name.repeat(300)).join(' ');
  const flood = setInterval(() => {
    for (let count = 0; count < 500 && socket.bufferedAmount < 1e6; count += 1) {
      const payload = { query: `subscription { ${fields} }` };
      const message = JSON.stringify({ id: String((id += 1)), type: 'subscribe', payload });
      socket.send(message, (error) => (isCut ||= error instanceof Error));
    }
  }, 1);
  try {
    await eventually(() => isCut);
  } finally {
    clearInterval(flood);
  }
});

test('a client that doesn’t answer pings is disconnected (guard: keepAlive)', async () => {
  const socket = await opened(await start({ keepAlive: 50 }), INIT);
  expect(await answer(socket)).toEqual({ type: 'connection_ack' });
  await once(socket, 'ping');
  await once(socket, 'ping');
  expect(socket.readyState).toBe(socket.OPEN);
  socket.pong = () => undefined;
  let unanswered = 0;
  socket.on('ping', () => (unanswered += 1));
  expect(await answer(socket)).toBe(1006);
  expect(unanswered).toBeLessThanOrEqual(2);
});

test('one caller can’t use up all connections (guard: perCaller)', async () => {
  const url = await start({}, { subscriptions: { perCaller: 3 } });
  for (let count = 0; count < 3; count += 1) {
    expect(await answer(await opened(url, INIT))).toEqual({ type: 'connection_ack' });
  }
  expect(await answer(await opened(url, INIT))).toBe(1013);
  const other = INIT.replace('ewa', 'jan');
  expect(await answer(await opened(url, other))).toEqual({ type: 'connection_ack' });
  sockets[0]?.terminate();
  await eventually(async () => typeof (await answer(await opened(url, INIT))) === 'object');
});

test('an idle connection is closed, one with a subscription stays open (guard: idle)', async () => {
  const url = await start({ idle: 100 });
  const idle = await opened(url, INIT);
  expect(await answer(idle)).toEqual({ type: 'connection_ack' });
  const busy = await opened(url, INIT);
  expect(await answer(busy)).toEqual({ type: 'connection_ack' });
  busy.send(SUBSCRIBE);
  const [code, reason] = await once(idle, 'close');
  expect([code, String(reason)]).toEqual([1000, 'Idle for too long.']);
  expect(busy.readyState).toBe(busy.OPEN);
});

test('a client with too many pending messages is disconnected (guard: SocketLimits.pending)', async () => {
  await using issuer = await anIssuer();
  issuer.mood = 'silent';
  const url = await start({ pending: 1 }, { auth: anAuth([], issuer.settings) });
  const token = await aToken(issuer, await aKey('one'));
  const payload = { authorization: `Bearer ${token}` };
  const socket = await opened(url, JSON.stringify({ type: 'connection_init', payload }));
  await eventually(() => issuer.requests === 1);
  // This would close the connection with 1009.
  socket.send('x'.repeat(SOCKET_LIMITS.firstMessage + 1));
  expect(await answer(socket)).toBe(1013);
});

test('a client’s protocol violation isn’t logged as an internal error', async () => {
  const url = await start();
  const socket = await opened(url);
  // An unmasked frame, which clients may not send (RFC 6455, 5.1).
  const connection: unknown = Reflect.get(socket, '_socket');
  if (connection instanceof Socket) connection.write(Buffer.from([0x81, 0x01, 0x61]));
  await once(socket, 'close');
  expect(board?.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
});

// Names of headers are case-insensitive (RFC 9110, 5.1), also as connection parameters.
test.each(['x-api-key', 'X-API-Key'])('accepts a key in the connection parameter %s', async (name) => {
  const init = { type: 'connection_init', payload: { [name]: 'ewa' } };
  const socket = await opened(await start(), JSON.stringify(init));
  expect(await answer(socket)).toEqual({ type: 'connection_ack' });
});

// Red if any error of the library closes the connection with 4500: it throws one for such a message.
test.each([
  '{"type":"connection_ack"}',
  '{"id":"1","type":"next","payload":{}}',
  '{"id":"1","type":"error","payload":[{"message":"x"}]}',
])(
  'a message that only servers send is invalid, and isn’t logged as an internal error: %s',
  async (message) => {
    const socket = await opened(await start(), message);
    expect(await once(socket, 'close')).toEqual([4400, Buffer.from('Invalid message received')]);
    expect(board?.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  },
);
