import { expect, test } from '@jest/globals';
import { request } from 'node:http';
import { eventually } from '../support/eventually.js';
import { aNote, numberedUuid } from '../support/builders.js';
import { startGrowingHistory } from './a-call-history.js';
import { received, WAYS } from './subscribers.js';

// Red if the server waits for its streams: they never end by themselves.
test('a server that closes completes its subscriptions first', async () => {
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

// Red if results are made before the client has room for them: all the notes are asked for.
test('nothing is made for a client that doesn’t read', async () => {
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
