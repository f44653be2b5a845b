import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import WebSocket from 'ws';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';

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
