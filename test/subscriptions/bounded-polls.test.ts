import { afterEach, expect, test } from '@jest/globals';
import type { SwitchboardOptions } from '../support/a-switchboard.js';
import { eventually } from '../support/eventually.js';
import { measured } from '../support/measured.js';
import { aNote, numberedUuid } from '../support/builders.js';
import { startGrowingHistory, type GrowingHistory } from './a-call-history.js';
import { byEventStream, CALL_ADDED, CALL_CHANGED, received, WAYS, type Subscriber } from './subscribers.js';

let history: GrowingHistory;
afterEach(() => history.close());

async function subscribed(
  options: SwitchboardOptions,
  subscribe = byEventStream,
  subscription = CALL_ADDED,
): Promise<Subscriber> {
  history = await startGrowingHistory(options);
  history.sandbox.behaviour.pageSize = 2;
  const subscriber = subscribe(history.url, subscription);
  await eventually(() => history.pages() >= 3);
  return subscriber;
}

// Red if polls have no page limit: the calls arrive.
test.each(WAYS)(
  'a poll that needs too many pages at once ends its subscription over %s',
  async (_, subscribe) => {
    const subscriber = await subscribed({ limits: { requests: 5 } }, subscribe);
    for (let number = 1; number <= 30; number += 1) history.appear(number);
    await received(subscriber, 1);
    expect(subscriber.results).toMatchObject([
      {
        errors: [
          {
            message: 'The calls of the range exceed 5 pages of the call history; request a shorter range.',
            extensions: { code: 'BAD_USER_INPUT', limit: { name: 'requests', allowed: 5 } },
          },
        ],
      },
    ]);
  },
);

// Red if the limit applies to all polls together, or to a whole poll.
test('a poll reads any number of calls: the page limit applies to each batch', async () => {
  const subscriber = await subscribed({ limits: { requests: 12 } });
  const numbers = Array.from({ length: 60 }, (_, index) => 60 - index);
  for (const number of numbers) history.appear(number, number * 45);
  await eventually(() => subscriber.results.length >= 60 || subscriber.end() !== null);
  expect(subscriber.numbers()).toEqual(numbers);
  subscriber.leave();
});

// Red if polls, or the operations that resolve events, report no metrics.
test('provider requests of polls and events are counted in the metrics', async () => {
  const ttl = { notes: 30, recentCalls: 60, closedCalls: 3600 };
  const subscriber = await subscribed({ metrics: true, ttl }, byEventStream, CALL_CHANGED);
  history.appear(1, 600, { note: 1 });
  const looks = history.pages();
  await eventually(() => history.pages() >= looks + 3);
  history.change(1, { status: 'BUSY' });
  await received(subscriber, 1);
  const reads = await measured(history, 'upstream_cache_reads_total');
  expect(Object.keys(reads)).toEqual(
    expect.arrayContaining([
      expect.stringContaining('route="callHistory",result="MISS"'),
      expect.stringContaining('route="notes",result="MISS"'),
    ]),
  );
  subscriber.leave();
});

// Red if the event is sent as it is: its second list is null without an error.
test('an event that exceeds the limits is replaced by an error', async () => {
  const query = 'subscription { callChanged { uuid one: notes { text } other: notes { text } } }';
  const subscriber = await subscribed({ limits: { values: 60 } }, byEventStream, { query });
  history.appear(1, 600, { note: 80 });
  const looks = history.pages();
  await eventually(() => history.pages() >= looks + 3);
  const notes = Array.from({ length: 80 }, (_, index) => aNote({ uuid: numberedUuid(100 + index) }));
  history.sandbox.data.notes = { [numberedUuid(1)]: notes };
  history.change(1, { status: 'BUSY' });
  await received(subscriber, 1);
  const message = 'The response exceeds 60 values; request fewer items (`first`) or fields.';
  expect(subscriber.results).toMatchObject([
    { data: null, errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] },
  ]);
  subscriber.leave();
});
