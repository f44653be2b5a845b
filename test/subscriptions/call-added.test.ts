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

/** Waits for a poll of the call history that starts from now on. */
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
  test('delivers every new call once, in order, and no earlier call', async () => {
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

  // Red if all events share one set of loaders: the extension's new name isn't seen.
  test('resolves the links of each event with new data', async () => {
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

  test('delivers only the calls that match the filter', async () => {
    const variables = { filter: { direction: ['OUTBOUND'], minDurationSeconds: 10 } };
    const subscriber = await subscribed(subscribe, { ...CALL_ADDED, variables });
    history.appear(1, 30, { callDirection: 'out', duration: 9 });
    history.appear(2, 20, { callDirection: 'in', duration: 10 });
    history.appear(3, 10, { callDirection: 'out', duration: 10 });
    await received(subscriber, 1);
    expect(subscriber.numbers()).toEqual([3]);
    subscriber.leave();
  });

  // Cosmo Router sends it with every event stream.
  test('ignores an empty operation name', async () => {
    const subscriber = await subscribed(subscribe, { ...CALL_ADDED, operationName: '' });
    history.appear(1);
    await received(subscriber, 1);
    expect(subscriber.numbers()).toEqual([1]);
    subscriber.leave();
  });

  test.each([
    ['a syntax error', { query: 'subscription {' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: 'subscription { callRemoved { uuid } }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['a query', { query: '{ clients { id } }' }, 'BAD_REQUEST'],
    ['a mutation', { query: 'mutation { updateClient(input: {}) { client { id } } }' }, 'BAD_REQUEST'],
    ['an invalid variable', { ...CALL_ADDED, variables: { filter: { flags: [] } } }, 'BAD_USER_INPUT'],
    ['an invalid filter', { ...CALL_ADDED, variables: { filter: { phone: 'x' } } }, 'BAD_USER_INPUT'],
    [
      'an unknown workspace',
      { query: 'subscription { callAdded(workspace: "x") { uuid } }' },
      'BAD_USER_INPUT',
    ],
  ])('rejects %s without a provider request', async (_what, subscription, code) => {
    const subscriber = subscribe(history.url, subscription);
    await eventually(() => subscriber.end() !== null);
    const errors = subscriber.results[0]?.errors ?? subscriber.end();
    expect(errors).toMatchObject([{ extensions: { code } }]);
    expect(history.sandbox.requests).toEqual([]);
  });

  // Red if a subscription ends only with its next event.
  test('polls only while there are subscribers', async () => {
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

// Red if every subscriber polls by itself: 50 times as many pages.
test('fifty subscribers cause as many page requests as one', async () => {
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

describe('calls that appear late or disappear', () => {
  // Red if polls only read calls that started after the newest one.
  test('a long call that appears after newer ones is delivered once', async () => {
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

  // Red if polls only read the last hours, or the last two days less often than once a minute.
  test('a call that appears up to two days after its start is delivered within a minute', async () => {
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

  test('a call that disappears temporarily isn’t delivered twice', async () => {
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

/** Requests for the last two days or the rest of them; all others start an hour ago. */
function sweeps(): readonly string[] {
  const asked = history.sandbox.requests.filter(({ route }) => route === 'callHistory');
  const hourAgo = warsawTime(history.clock.now() - 2 * 3_600_000);
  return asked.map(({ query }) => String(query['dateFrom'])).filter((from) => from < hourAgo);
}

describe('the cost of polling', () => {
  // Red if each poll reads two days.
  test('is one page per poll, and one sweep of two days every 45 s', async () => {
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

// Red if polls read what operations have cached.
test('the next poll delivers an event, whatever is cached', async () => {
  await history.close();
  history = await startGrowingHistory({ ttl: { recentCalls: 60, closedCalls: 3600 } });
  const range = { from: '2025-03-10T11:00:00Z', to: '2025-03-12T11:00:00Z' };
  const query = 'query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to) { totalCount } }';
  const subscriber = await subscribed();
  expect((await history.query(query, range)).data).toEqual({ calls: { totalCount: 0 } });
  history.clock.pass(1);
  history.appear(1, 10);
  await received(subscriber, 1);
  // Operations use what a poll has read.
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

  // Red if the next poll starts from its own time, or if it reads more than an hour at once (1,200 calls).
  test('of a day causes neither lost nor duplicate events', async () => {
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

  // Red if the first successful poll treats every call as old.
  test('at the start: calls that ended before it are old, calls that appear during it are new', async () => {
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

  // Red if rejected credentials count as an outage: the subscription would stay silent without a reason.
  test.each(WAYS)(
    'caused by rejected credentials ends the subscription with an error (%s)',
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

test('rejects a plain request and says how to subscribe', async () => {
  const { data, errors } = await history.query(CALL_ADDED.query);
  expect(data ?? null).toBeNull();
  expect(errors).toMatchObject([
    {
      message: 'callAdded: must be requested as a stream: accept text/event-stream, or use a WebSocket',
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ]);
});

// Red if an Accept header with an event stream is enough: every query of urql accepts it after JSON.
test('a query that accepts JSON and an event stream gets JSON', async () => {
  const response = await fetch(`${history.url}/graphql`, {
    method: 'POST',
    headers: { accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ client { clientId } }' }),
  });
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await response.json()).toEqual({ data: { client: { clientId: '12' } } });
});
