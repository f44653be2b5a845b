import { once } from 'node:events';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import WebSocket from 'ws';
import { rawUpgrade } from '../support/raw-upgrade.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';

/** A frame that closes the connection with 1008. */
const POLICY_VIOLATION = '\x88\x02\x03\xf0';
const INIT = '{"type":"connection_init"}';
const QUERY = 'subscription ($filter: CallFilter) { callAdded(filter: $filter) { uuid } }';

let board: Switchboard;
let sockets: WebSocket[] = [];

beforeAll(async () => {
  board = await startSwitchboard();
});
afterAll(() => board.close());
afterEach(() => {
  for (const socket of sockets) socket.terminate();
  sockets = [];
});

/** An acknowledged connection. */
async function connected(): Promise<WebSocket> {
  const socket = new WebSocket(`${board.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'open');
  socket.send(INIT);
  await once(socket, 'message');
  return socket;
}

function subscribe(id: string, variables = '{}'): string {
  return `{"type":"subscribe","id":${JSON.stringify(id)},"payload":{"query":"${QUERY}","variables":${variables}}}`;
}

// Red if the library's reason is sent as it is: ws throws if it has more than 123 bytes.
test.each(['x'.repeat(200), 'ł'.repeat(60), '1'])(
  'a second subscription with the open id %j closes the connection with 4409',
  async (id) => {
    const socket = await connected();
    socket.send(subscribe(id));
    socket.send(subscribe(id));
    const [code] = await once(socket, 'close');
    expect(code).toBe(4409);
    expect(board.log.map(({ msg }) => msg)).not.toContain('internal error');
  },
);

// Red if JSON.parse rounds it: the stream would silently wait for calls of another contact.
test('a variable beyond 2^53 is rejected, as in a plain request', async () => {
  const variables = '{"filter":{"contact":9007199254740993}}';
  const socket = await connected();
  socket.send(subscribe('1', variables));
  const [message] = await once(socket, 'message');
  const { payload } = JSON.parse(String(message));
  const plain = await fetch(`${board.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"query":${JSON.stringify(QUERY.replace('subscription', 'query').replace('callAdded', 'calls').replace('uuid', 'totalCount'))},"variables":${variables}}`,
  });
  const { errors } = JSON.parse(await plain.text());
  expect(payload.errors).toHaveLength(1);
  expect(payload.errors[0].message).toBe(errors[0].message);
  expect(payload.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT' });
});

describe('a message closes the connection', () => {
  // Red with the library's limit: 16,384 empty frames keep the server busy, however few messages they are.
  test('if it has more than 256 frames', async () => {
    const socket = await connected();
    const closed = once(socket, 'close');
    for (let frame = 0; frame < 257; frame += 1) socket.send('', { fin: false });
    expect((await closed)[0]).toBe(1008);
  });

  // Red with the library's limit: 262,144 chunks of one byte take 350 MB.
  test('if it arrives in more than 4,096 chunks', async () => {
    const { connection, text } = await rawUpgrade(board.url);
    const masked = (payload: string) =>
      Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0, ...Buffer.from(payload)]);
    connection.setNoDelay().write(masked(INIT));
    await once(connection, 'data');
    connection.write(Buffer.from([0x81, 0xfe, 0xff, 0xff, 0, 0, 0, 0]));
    let sent = 0;
    while (sent < 12_000 && !text().includes(POLICY_VIOLATION)) {
      connection.write(' ');
      sent += 1;
      await othersTurn();
      await othersTurn();
    }
    connection.destroy();
    expect(sent).toBeLessThan(12_000);
  });
});

test('a long message in 200 frames is read', async () => {
  const socket = await connected();
  const text = subscribe('1', `{"filter":{"flag":"${'x'.repeat(2000)}"}}`);
  const length = Math.ceil(text.length / 200);
  for (let at = 0; at < text.length; at += length) {
    socket.send(text.slice(at, at + length), { fin: at + length >= text.length });
  }
  const [message] = await once(socket, 'message');
  expect(JSON.parse(String(message))).toMatchObject({ id: '1', type: 'next', payload: { errors: [{}] } });
});
