import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { request } from 'node:http';
import WebSocket from 'ws';
import { eventually } from '../support/eventually.js';
import { aNote, numberedUuid } from '../support/builders.js';
import { startGrowingHistory, type GrowingHistory } from './a-call-history.js';
import { CALL_ADDED, received, WAYS } from './subscribers.js';

/*
 * Red if the server waits for its streams, which never end by themselves, or completes subscriptions over a WebSocket:
 * their clients would not subscribe again.
 */
test('a server ends its subscriptions before it closes', async () => {
  const history = await startGrowingHistory();
  const subscribers = WAYS.map(([, subscribe]) => subscribe(history.url));
  let number = 0;
  await eventually(() => {
    history.appear((number += 1));
    return subscribers.every(({ results }) => results.length > 0);
  });
  const started = performance.now();
  await history.close();
  await eventually(() => subscribers.every(({ end }) => end() !== null));
  expect(subscribers.map(({ end }) => end())).toMatchObject(['COMPLETE', { code: 1001 }]);
  expect(performance.now() - started).toBeLessThan(9000);
});

// Red if events are resolved before the client can receive them: all notes would be requested.
test('no events are resolved for a client that doesn’t read', async () => {
  await using history = await startGrowingHistory();
  const large = [aNote({ text: 'x'.repeat(100_000) })];
  history.sandbox.data.notes = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [numberedUuid(index), large]),
  );
  const lazy = request(`${history.url}/graphql`, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
  });
  lazy.end(JSON.stringify({ query: 'subscription { callAdded { notes { text } } }' }));
  const [, byWebSocket] = WAYS[1] ?? [];
  const eager = byWebSocket?.(history.url);
  const asked = () => history.sandbox.requests.filter(({ route }) => route === 'notes').length;
  let number = 0;
  await eventually(() => {
    history.appear((number += 1), 10, { note: 1 });
    return asked() > 0 && eager !== undefined && eager.results.length > 0;
  });
  const first = number;
  while (number < first + 400) history.appear((number += 1), 10, { note: 1 });
  if (eager !== undefined) await received(eager, 400);
  const looks = history.pages();
  await eventually(() => history.pages() > looks + 5);
  expect(asked()).toBeLessThan(number);
  lazy.destroy();
  eager?.leave();
});

async function openSubscriptions(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^switchboard_subscriptions_open (\d+)$/m.exec(metrics)?.[1]);
}

const ID = '1';
const SUBSCRIBE = JSON.stringify({ id: ID, type: 'subscribe', payload: CALL_ADDED });
const COMPLETE = JSON.stringify({ id: ID, type: 'complete' });

/** An acknowledged WebSocket, and the types of the messages that it has received since. */
async function connected({ url }: GrowingHistory): Promise<{ socket: WebSocket; types: string[] }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  const types: string[] = [];
  socket.on('message', (data: Buffer) => types.push(JSON.parse(String(data)).type));
  return { socket, types };
}

/*
 * A client may reuse an id once it has completed its subscription (protocol graphql-transport-ws, Complete). Red without
 * `never`: the library answers the end of the former subscription with `complete`, which ends the new one.
 */
test.each([
  ['before it is open', false],
  ['when it is open', true],
])('a subscription may have the id of one that the client has completed %s', async (_, isOpen) => {
  await using history = await startGrowingHistory({ metrics: true });
  const { socket, types } = await connected(history);
  socket.send(SUBSCRIBE);
  if (isOpen) await eventually(async () => (await openSubscriptions(history.url)) === 1);
  socket.send(COMPLETE);
  socket.send(SUBSCRIBE);
  let number = 0;
  await eventually(() => {
    history.appear((number += 1));
    return types.length > 2;
  });
  expect(new Set(types)).toEqual(new Set(['next']));
  expect(await openSubscriptions(history.url)).toBe(1);
  socket.send(COMPLETE);
  await eventually(async () => (await openSubscriptions(history.url)) === 0);
  socket.send(SUBSCRIBE);
  socket.send(SUBSCRIBE);
  expect((await once(socket, 'close'))[0]).toBe(4409);
  await eventually(async () => (await openSubscriptions(history.url)) === 0);
});

test('every subscription of a WebSocket ends with it, open or not', async () => {
  await using history = await startGrowingHistory({ metrics: true });
  const { socket } = await connected(history);
  socket.send(SUBSCRIBE);
  await eventually(async () => (await openSubscriptions(history.url)) === 1);
  socket.send(SUBSCRIBE.replace(ID, '2'));
  socket.terminate();
  await eventually(async () => (await openSubscriptions(history.url)) === 0);
});
