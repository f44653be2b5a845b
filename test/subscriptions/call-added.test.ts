import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { aNote, manyCalls, numberedUuid } from '../support/builders.js';
import { startGrowingHistory, warsawTime, type GrowingHistory } from './a-call-history.js';
import { byEventStream, CALL_ADDED, received, WAYS, type Subscriber } from './subscribers.js';

let history: GrowingHistory;

beforeEach(async () => {
  history = await startGrowingHistory();
});
afterEach(() => history.close());

/** Waits for a look at the call history that began from now on. */
async function looked(): Promise<void> {
  const before = history.pages();
  await eventually(() => history.pages() >= before + 2);
}

async function subscribed(subscribe = byEventStream, subscription = CALL_ADDED): Promise<Subscriber> {
  const subscriber = subscribe(history.url, subscription);
  await looked();
  return subscriber;
}

describe.each(WAYS)('over %s', (_, subscribe) => {
  test('every call that appears comes once, in order, and none that was there before', async () => {
    history.appear(1);
    const subscriber = await subscribed(subscribe);
    history.appear(2, 20);
    history.appear(3, 10);
    await received(subscriber, 2);
    history.appear(4, 10);
    await received(subscriber, 3);
    await looked();
    expect(subscriber.numbers()).toEqual([2, 3, 4]);
    expect(subscriber.results[0]).toEqual({
      data: { callAdded: { uuid: numberedUuid(2), startedAt: '2025-03-12T10:59:40Z' } },
    });
    subscriber.leave();
  });

  // Red if one set of loaders serves all events: the extension's new name isn't seen.
  test('each event’s links are read afresh', async () => {
    const query = 'subscription { callAdded { uuid extension { name } notes { text } } }';
    const subscriber = await subscribed(subscribe, { query });
    history.sandbox.data.notes = { [numberedUuid(2)]: [aNote({ text: 'Called back' })] };
    history.appear(1);
    await received(subscriber, 1);
    for (const extension of history.sandbox.data.extensions) extension['Name'] = 'Renamed';
    history.appear(2, 5, { note: 1 });
    await received(subscriber, 2);
    expect(subscriber.results.map(({ data }) => data?.callAdded)).toEqual([
      { uuid: numberedUuid(1), extension: { name: 'Obsługa klienta 1' }, notes: [] },
      { uuid: numberedUuid(2), extension: { name: 'Renamed' }, notes: [{ text: 'Called back' }] },
    ]);
    subscriber.leave();
  });

  test('a filter lets only its calls through', async () => {
    const variables = { filter: { direction: ['OUTBOUND'], minDurationSeconds: 10 } };
    const subscriber = await subscribed(subscribe, { ...CALL_ADDED, variables });
    history.appear(1, 30, { callDirection: 'out', duration: 9 });
    history.appear(2, 20, { callDirection: 'in', duration: 10 });
    history.appear(3, 10, { callDirection: 'out', duration: 10 });
    await received(subscriber, 1);
    expect(subscriber.numbers()).toEqual([3]);
    subscriber.leave();
  });

  test.each([
    ['what isn’t GraphQL', { query: 'subscription {' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: 'subscription { callRemoved { uuid } }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['a query', { query: '{ clients { id } }' }, 'BAD_REQUEST'],
    ['a mutation', { query: 'mutation { updateClient(input: {}) { client { id } } }' }, 'BAD_REQUEST'],
    ['a wrong variable', { ...CALL_ADDED, variables: { filter: { flags: [] } } }, 'BAD_USER_INPUT'],
    [
      'a filter that can’t be met',
      { ...CALL_ADDED, variables: { filter: { phone: 'x' } } },
      'BAD_USER_INPUT',
    ],
    ['another workspace', { query: 'subscription { callAdded(workspace: "x") { uuid } }' }, 'BAD_USER_INPUT'],
  ])('%s is refused without a request to the provider', async (_what, subscription, code) => {
    const subscriber = subscribe(history.url, subscription);
    await eventually(() => subscriber.end() !== null);
    const errors = subscriber.results[0]?.errors ?? subscriber.end();
    expect(errors).toMatchObject([{ extensions: { code } }]);
    expect(history.sandbox.requests).toEqual([]);
  });

  // Red if the end of a subscription waits for its next event.
  test('nobody looks for calls before anyone subscribes, nor after all have left', async () => {
    expect(history.pages()).toBe(0);
    const subscribers = await Promise.all([subscribed(subscribe), subscribed(subscribe)]);
    for (const subscriber of subscribers) subscriber.leave();
    await eventually(async () => {
      const pages = history.pages();
      await new Promise((resolve) => setTimeout(resolve, 200));
      return history.pages() === pages;
    });
  });
});

// Red if every subscriber looks by itself: 50 times as many pages.
test('fifty subscribers cost the pages of one', async () => {
  const began = performance.now();
  const subscribers = Array.from({ length: 50 }, (_, index) =>
    (WAYS[index % 2]?.[1] ?? byEventStream)(history.url),
  );
  const calls: number[] = [];
  const appear = async () => {
    calls.push(calls.length);
    history.appear(calls.length - 1);
    await looked();
  };
  while (subscribers.some(({ results }) => results.length === 0)) await appear();
  for (let more = 0; more < 5; more += 1) await appear();
  for (const subscriber of subscribers) {
    await eventually(() => subscriber.numbers().at(-1) === calls.at(-1));
    expect(subscriber.numbers()).toEqual(calls.slice(-subscriber.results.length));
    subscriber.leave();
  }
  expect(history.pages()).toBeLessThanOrEqual((performance.now() - began) / 50 + 1);
});

describe('what appears out of the ordinary', () => {
  // Red if only what began after the newest call is looked at.
  test('a long call that appears behind newer ones comes when it does, once', async () => {
    const subscriber = await subscribed();
    history.appear(1, 10);
    await received(subscriber, 1);
    history.appear(2, 3 * 3600);
    history.clock.pass(45);
    await received(subscriber, 2);
    history.appear(3, 5);
    await received(subscriber, 3);
    await looked();
    expect(subscriber.numbers()).toEqual([1, 2, 3]);
    subscriber.leave();
  });

  // Red if only the last hours are looked at, or the last two days less often than once a minute.
  test('a call that appears up to two days after its start comes within a minute', async () => {
    const subscriber = await subscribed();
    const hours = [1.5, 4.5, 26, 47.9];
    for (const [index, hoursAgo] of hours.entries()) {
      history.appear(index, hoursAgo * 3600);
      history.clock.pass(45);
      await received(subscriber, index + 1);
    }
    expect(subscriber.numbers()).toEqual([0, 1, 2, 3]);
    subscriber.leave();
  });

  test('a call that is gone for a while doesn’t come twice', async () => {
    const subscriber = await subscribed();
    const call = history.appear(1);
    await received(subscriber, 1);
    history.sandbox.data.calls = [];
    await looked();
    history.sandbox.data.calls = [call];
    await looked();
    history.appear(2, 5);
    await received(subscriber, 2);
    expect(subscriber.numbers()).toEqual([1, 2]);
    subscriber.leave();
  });
});

/** Requests for the last two days, or the rest of them: all others begin an hour ago. */
function sweeps(): readonly string[] {
  const asked = history.sandbox.requests.filter(({ route }) => route === 'callHistory');
  const hourAgo = warsawTime(history.clock.now() - 2 * 3_600_000);
  return asked.map(({ query }) => String(query['dateFrom'])).filter((from) => from < hourAgo);
}

describe('what looks cost', () => {
  // Red if each look reads two days.
  test('is a page each, and those of two days once in 45 s', async () => {
    const subscriber = await subscribed();
    for (let look = 0; look < 10; look += 1) await looked();
    expect(sweeps()).toHaveLength(1);
    history.clock.pass(44.9);
    await looked();
    expect(sweeps()).toHaveLength(1);
    history.clock.pass(0.1);
    await looked();
    expect(sweeps()).toHaveLength(2);
    subscriber.leave();
  });
});

// Red if looks are answered by what operations have cached.
test('whatever the caches hold, an event comes with the next look', async () => {
  await history.close();
  history = await startGrowingHistory({ ttl: { recentCalls: 60, closedCalls: 3600 } });
  const range = { from: '2025-03-10T11:00:00Z', to: '2025-03-12T11:00:00Z' };
  const query = 'query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to) { totalCount } }';
  const subscriber = await subscribed();
  expect((await history.query(query, range)).data).toEqual({ calls: { totalCount: 0 } });
  history.clock.pass(1);
  history.appear(1, 10);
  await received(subscriber, 1);
  // What a look has read is what operations are given.
  expect((await history.query(query, range)).data).toEqual({ calls: { totalCount: 1 } });
  history.appear(2, 20 * 3600);
  history.clock.pass(45);
  await received(subscriber, 2);
  subscriber.leave();
});

describe('an outage', () => {
  const down = (status = 503) => {
    history.sandbox.behaviour.faults = [{ route: 'callHistory', status }];
  };
  const up = () => {
    history.sandbox.behaviour.faults = [];
  };

  // Red if the next look begins at its own time, and where it goes further than an hour at once (1,200 calls).
  test('of a day loses nothing and doubles nothing', async () => {
    const subscriber = await subscribed();
    history.appear(9999);
    await received(subscriber, 1);
    down();
    await looked();
    const calls = manyCalls(1200, { from: '2025-03-12 12:00:01', to: '2025-03-13 11:59:00' });
    history.sandbox.data.calls.push(...calls);
    history.clock.pass(24 * 3600);
    up();
    await received(subscriber, 2);
    await received(subscriber, 1201);
    await looked();
    expect(subscriber.numbers()).toEqual([9999, ...calls.keys()]);
    subscriber.leave();
  });

  // Red if the first look that succeeds takes everything for old.
  test('at the begin: what was over before it is old, what appears during it is new', async () => {
    history.appear(1, 60, { duration: 5 });
    down();
    const subscriber = byEventStream(history.url);
    await looked();
    history.clock.pass(30);
    history.appear(2, 20, { duration: 5 });
    history.appear(3, 50, { duration: 40 });
    up();
    await received(subscriber, 2);
    expect(subscriber.numbers()).toEqual([3, 2]);
    subscriber.leave();
  });

  // Red if a refusal counts as an outage: the subscription would never say why nothing comes.
  test.each(WAYS)(
    'that is a refusal of the credentials ends it with the error (%s)',
    async (_, subscribe) => {
      const subscriber = await subscribed(subscribe);
      down(401);
      await eventually(() => subscriber.end() !== null);
      expect(subscriber.results).toMatchObject([
        { errors: [{ extensions: { code: 'UPSTREAM_UNAUTHORIZED', provider: 'ccrm', retryable: false } }] },
      ]);
      expect(subscriber.end()).toBe('COMPLETE');
    },
  );
});

test('asked for as a plain request, it says how to ask', async () => {
  const { data, errors } = await history.query(CALL_ADDED.query);
  expect(data ?? null).toBeNull();
  expect(errors).toMatchObject([
    {
      message: 'callAdded: must be requested as a stream: accept text/event-stream, or use a WebSocket',
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ]);
});

// Red if the event stream alone decides: every query of urql names it behind JSON.
test('a query that would take JSON or a stream is answered with JSON', async () => {
  const response = await fetch(`${history.url}/graphql`, {
    method: 'POST',
    headers: { accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ client { clientId } }' }),
  });
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await response.json()).toEqual({ data: { client: { clientId: '12' } } });
});
