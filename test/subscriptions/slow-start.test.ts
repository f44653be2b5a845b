import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startGrowingHistory, type GrowingHistory } from './a-call-history.js';
import { byEventStream, received } from './subscribers.js';

let history: GrowingHistory;

beforeEach(async () => {
  history = await startGrowingHistory();
});
afterEach(() => history.close());

/** The numbers of the calls that a subscriber receives if its first request fails, and call 2 appears meanwhile. */
async function newCallsAfter(fault: { readonly status: number }): Promise<readonly number[]> {
  history.sandbox.behaviour.faults = [{ route: 'callHistory', ...fault, times: 1 }];
  const subscriber = byEventStream(history.url);
  await eventually(() => history.pages() >= 1);
  history.clock.pass(30);
  history.appear(2, 20, { duration: 5 });
  await received(subscriber, 1);
  subscriber.leave();
  return subscriber.numbers();
}

// Red if the first poll treats every call as old, however long it took.
test.each([
  ['is refused by a rate limit', { status: 429 }],
  ['fails once', { status: 503 }],
])('calls that appear while the first request %s are new', async (_, fault) => {
  history.appear(1, 60, { duration: 5 });
  expect(await newCallsAfter(fault)).toEqual([2]);
});

// Red if a date in the repeated hour stands only for the first pass, which is over.
test('in the second pass of a repeated hour, too', async () => {
  history.clock.set(Date.parse('2025-10-26T01:30:00Z'));
  history.appear(1, 600, { duration: 5 });
  expect(await newCallsAfter({ status: 503 })).toEqual([2]);
});
