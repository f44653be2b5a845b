import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { request } from 'node:http';
import WebSocket from 'ws';
import { eventually } from '../support/eventually.js';
import { aNote, numberedUuid } from '../support/builders.js';
import { startGrowingHistory } from './a-call-history.js';
import { CALL_ADDED, received, WAYS } from './subscribers.js';

// Red if the server waits for its streams, which never end by themselves.
test('a server completes its subscriptions before it closes', async () => {
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
  expect(subscribers.map(({ end }) => end())).toEqual(['COMPLETE', 'COMPLETE']);
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

// Red without `Subscriber.gone`: the protocol's library knows only the last subscription of an id.
test('every subscription of a WebSocket ends with it, even if two have the same id', async () => {
  await using history = await startGrowingHistory({ metrics: true });
  const socket = new WebSocket(`${history.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  const subscribe = JSON.stringify({ id: '1', type: 'subscribe', payload: CALL_ADDED });
  // They arrive together: the second starts before the first is open.
  for (const message of [subscribe, '{"id":"1","type":"complete"}', subscribe]) socket.send(message);
  let number = 0;
  let events = 0;
  socket.on('message', () => (events += 1));
  await eventually(() => {
    history.appear((number += 1));
    return events > 1;
  });
  expect(await openSubscriptions(history.url)).toBe(2);
  socket.terminate();
  await eventually(async () => (await openSubscriptions(history.url)) === 0);
});
