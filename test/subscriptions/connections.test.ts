import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import WebSocket from 'ws';
import { UNKNOWN_PER_ADDRESS } from '../../src/subscriptions/socket-quota.js';
import { startSwitchboard, type Switchboard, type SwitchboardOptions } from '../support/a-switchboard.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import {
  clientFrame,
  rawUpgrade,
  TEXT,
  type RawUpgrade,
  type UpgradeOptions,
} from '../support/raw-upgrade.js';
import { eventually } from '../support/eventually.js';

let board: Switchboard | null = null;
let raw: RawUpgrade[] = [];
let sockets: WebSocket[] = [];

afterEach(async () => {
  for (const { connection } of raw) connection.destroy();
  raw = [];
  for (const socket of sockets) socket.terminate();
  sockets = [];
  await board?.close();
});

async function start(options: SwitchboardOptions = {}): Promise<string> {
  board = await startSwitchboard({ auth: anAuth([anApiKey('ewa')]), ...options });
  return board.url;
}

async function upgraded(url: string, options: UpgradeOptions = {}): Promise<RawUpgrade> {
  const upgrade = await rawUpgrade(url, options);
  raw.push(upgrade);
  return upgrade;
}

/** The statuses of so many upgrades, one after the other. */
async function statuses(
  url: string,
  count: number,
  optionsOf: (index: number) => UpgradeOptions = () => ({}),
): Promise<readonly number[]> {
  const found: number[] = [];
  for (let index = 0; index < count; index += 1) found.push((await upgraded(url, optionsOf(index))).status);
  return found;
}

/** A client that follows the protocol, with a different address. */
function connect(url: string): WebSocket {
  const address = `${url.replace('http', 'ws')}/graphql`;
  const socket = new WebSocket(address, 'graphql-transport-ws', { localAddress: '127.0.0.2' });
  sockets.push(socket);
  return socket;
}

/** The response to a client's credentials. */
async function acknowledged(socket: WebSocket): Promise<unknown> {
  await once(socket, 'open');
  socket.send('{"type":"connection_init","payload":{"x-api-key":"ewa"}}');
  const message = once(socket, 'message').then(([data]) => JSON.parse(String(data)));
  return Promise.race([message, once(socket, 'close').then(([code]) => code)]);
}

// Red if excess connections are upgraded first: they stay open until their clients close them.
test('an address that never closes its connections doesn’t block other addresses', async () => {
  const url = await start({ subscriptions: { total: UNKNOWN_PER_ADDRESS + 20 } });
  await statuses(url, UNKNOWN_PER_ADDRESS + 40);
  expect(await acknowledged(connect(url))).toEqual({ type: 'connection_ack' });
});

test('an excess connection is rejected before the upgrade, with a GraphQL error', async () => {
  const url = await start({ subscriptions: { total: 2 } });
  // One connection is authenticated, the other isn't; both count.
  const known = connect(url);
  expect(await acknowledged(known)).toEqual({ type: 'connection_ack' });
  expect(await statuses(url, 1)).toEqual([101]);
  const refused = await upgraded(url, { from: '127.0.0.2' });
  expect(refused.status).toBe(503);
  await eventually(() => refused.connection.destroyed);
  expect(refused.text()).toContain('retry-after: 1');
  expect(JSON.parse(refused.text().split('\r\n\r\n')[1] ?? '')).toEqual({
    errors: [{ message: 'Too many connections.', extensions: { code: 'SERVICE_UNAVAILABLE' } }],
  });
  raw[0]?.connection.destroy();
  await eventually(async () => (await upgraded(url)).status === 101);
});

// Red if only a WebSocket that closes frees the connection's slot.
test('a failed upgrade doesn’t occupy a slot', async () => {
  const url = await start({ subscriptions: { total: 1 } });
  for (let time = 0; time < 3; time += 1) {
    const failed = await upgraded(url, { key: 'short' });
    expect(failed.status).toBe(400);
    await eventually(() => failed.connection.destroyed);
  }
  await eventually(async () => (await upgraded(url)).status === 101);
});

// Red if every route can be upgraded: such connections wouldn't be counted.
test.each(['/health/live', '/graphql/', '/nowhere'])('%s is never upgraded', async (path) => {
  const url = await start();
  expect((await upgraded(url, { path })).status).toBe(path === '/health/live' ? 200 : 404);
});

// Red without `closeTimeout`: ws waits for 30 s.
// Red if a request that can't become a WebSocket skips authentication as one.
test.each(['HEAD', 'POST'])(
  '%s /graphql is never upgraded, and needs a key like any other request',
  async (method) => {
    const url = await start();
    const path = '/graphql?query={__typename}';
    expect(
      await statuses(url, 1, () => ({ method, path, headers: ['Apollo-Require-Preflight: yes'] })),
    ).toEqual([401]);
  },
);

test('a connection whose client doesn’t confirm the close is terminated', async () => {
  const url = await start();
  const { connection } = await upgraded(url);
  connection.write(clientFrame(TEXT, 'no JSON'));
  await eventually(() => connection.destroyed, 20_000);
});

// Red without `earlyBytes`: ws buffers the rest of the message until the client has been unauthenticated for 3 s.
test('a long message isn’t buffered before the client has authenticated', async () => {
  const url = await start();
  const { connection, text } = await upgraded(url);
  const header = Buffer.from([0x80 | TEXT, 0x80 | 126, 0xff, 0xff, 0, 0, 0, 0]);
  connection.write(Buffer.concat([header, Buffer.alloc(0xff00)]));
  await eventually(() => connection.destroyed);
  expect(text()).not.toContain('Connection initialisation timeout');
});

// Red if each address counts separately.
test('addresses of one IPv6 network count as one address', async () => {
  const url = await start({ server: { trustedProxies: ['127.0.0.1'] } });
  const from = (address: string) => ({ headers: [`X-Forwarded-For: ${address}`] });
  await statuses(url, UNKNOWN_PER_ADDRESS, (index) => from(`2001:db8:0:1::${index.toString(16)}`));
  expect((await upgraded(url, from('2001:db8:0:1:ffff::1'))).status).toBe(503);
  expect((await upgraded(url, from('2001:db8:0:2::1'))).status).toBe(101);
});
