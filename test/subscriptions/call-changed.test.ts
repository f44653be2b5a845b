import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { eventually } from '../support/eventually.js';
import { aNote, numberedUuid } from '../support/builders.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { startGrowingHistory, type GrowingHistory } from './a-call-history.js';
import { byEventStream, CALL_ADDED, CALL_CHANGED, received, WAYS, type Subscriber } from './subscribers.js';

let history: GrowingHistory;

beforeEach(async () => {
  history = await startGrowingHistory({
    ttl: { extensions: 60, client: 60, notes: 30, recentCalls: 60, closedCalls: 3600 },
  });
});
afterEach(() => history.close());

/** Waits for a poll of the call history that starts from now on. */
async function looked(): Promise<void> {
  const before = history.pages();
  await eventually(() => history.pages() >= before + 3);
}

async function subscribed(subscribe = byEventStream, subscription = CALL_CHANGED): Promise<Subscriber> {
  const subscriber = subscribe(history.url, subscription);
  await looked();
  return subscriber;
}

const last = ({ results }: Subscriber) => results.at(-1)?.data?.callChanged;

describe.each(WAYS)('over %s', (_, subscribe) => {
  // Each is red if that field isn't compared; the note also if it is read from the cache.
  test('delivers every change of a call once, with the call’s new state', async () => {
    history.appear(1, 600);
    history.appear(2, 500);
    const subscriber = await subscribed(subscribe);
    history.change(1, { status: 'BUSY' });
    await received(subscriber, 1);
    expect(last(subscriber)).toMatchObject({ uuid: numberedUuid(1), status: 'BUSY', hasNotes: false });
    history.change(1, { duration: 77 });
    await received(subscriber, 2);
    expect(last(subscriber)).toMatchObject({ durationSeconds: 77 });
    history.change(1, { flags: [{ uuid: numberedUuid(5), name: 'Billing' }] });
    await received(subscriber, 3);
    expect(last(subscriber)).toMatchObject({ flags: [{ name: 'Billing' }] });
    for (const [index, text] of ['First', 'Second'].entries()) {
      const notes = history.sandbox.data.notes[numberedUuid(1)] ?? [];
      history.sandbox.data.notes = {
        [numberedUuid(1)]: [...notes, aNote({ uuid: numberedUuid(10 + index), text })],
      };
      history.change(1, { note: index + 1 });
      await received(subscriber, 4 + index);
      expect(last(subscriber)).toMatchObject({ hasNotes: true });
      expect(JSON.stringify(last(subscriber)?.['notes'])).toContain(text);
    }
    await looked();
    expect(subscriber.numbers()).toEqual([1, 1, 1, 1, 1]);
    subscriber.leave();
  });

  test('a new call is only an added event, and a changed call only a changed event', async () => {
    const added = await subscribed(subscribe, CALL_ADDED);
    const changed = await subscribed(subscribe);
    history.appear(1);
    await received(added, 1);
    history.change(1, { status: 'BUSY' });
    await received(changed, 1);
    history.change(1, { destination: 'Elsewhere', flags: [] });
    await looked();
    expect([added.numbers(), changed.numbers()]).toEqual([[1], [1]]);
    for (const subscriber of [added, changed]) subscriber.leave();
  });

  test('matches the filter against the call’s new state', async () => {
    history.appear(1, 600);
    history.appear(2, 500);
    const subscriber = await subscribed(subscribe, {
      ...CALL_CHANGED,
      variables: { filter: { status: ['BUSY'] } },
    });
    history.change(1, { status: 'NO ANSWER' });
    await looked();
    history.change(2, { status: 'BUSY' });
    await received(subscriber, 1);
    expect(subscriber.numbers()).toEqual([2]);
    subscriber.leave();
  });
});

test('delivers changes of the last two days’ calls within a minute, but not of older calls', async () => {
  history.appear(1, 49 * 3600);
  history.appear(2, 47.9 * 3600);
  history.appear(3, 5 * 3600);
  const subscriber = await subscribed();
  for (const number of [1, 2, 3]) history.change(number, { status: 'BUSY' });
  history.clock.pass(45);
  await received(subscriber, 2);
  await looked();
  expect(subscriber.numbers()).toEqual([2, 3]);
  subscriber.leave();
});

test('delivers a change during an outage once, with the call’s state after it', async () => {
  history.appear(1, 600);
  const subscriber = await subscribed();
  history.sandbox.behaviour.faults = [{ route: 'callHistory', status: 503 }];
  await looked();
  history.change(1, { status: 'BUSY' });
  history.change(1, { status: 'BUSY', duration: 99 });
  history.clock.pass(600);
  history.sandbox.behaviour.faults = [];
  await received(subscriber, 1);
  await looked();
  expect(subscriber.results.map(({ data }) => data?.callChanged)).toMatchObject([
    { status: 'BUSY', durationSeconds: 99 },
  ]);
  subscriber.leave();
});

test('rejects a plain request and says how to subscribe', async () => {
  const { errors } = await history.query(CALL_CHANGED.query);
  expect(errors).toMatchObject([
    {
      message: 'callChanged: must be requested as a stream: accept text/event-stream, or use a WebSocket',
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ]);
});

describe.each(WAYS)('authorization over %s', (_, subscribe) => {
  const QUERY = { query: 'subscription { callChanged { uuid externalParty { phone { raw } } } }' };

  beforeEach(async () => {
    await history.close();
    const keys = [
      anApiKey('calls', { scopes: ['calls:read'] }),
      anApiKey('masked', { scopes: ['calls:read'], maskPersonalData: true }),
      anApiKey('extensions', { scopes: ['extensions:read'] }),
    ];
    history = await startGrowingHistory({
      auth: anAuth(keys),
      subscriptions: { perCaller: 2 },
      workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
    });
  });

  const codeOf = ({ results, end }: Subscriber) =>
    (results[0]?.errors ?? [end()].flat()).map((error) => Reflect.get(Object(error), 'extensions')?.code);

  test('requires calls:read, shares the quota with callAdded, and masks personal data', async () => {
    const refused = subscribe(history.url, QUERY, { 'x-api-key': 'extensions' });
    history.appear(1, 600);
    const masked = subscribe(history.url, QUERY, { 'x-api-key': 'masked' });
    const added = byEventStream(history.url, CALL_ADDED, { 'x-api-key': 'masked' });
    await looked();
    const third = byEventStream(history.url, QUERY, { 'x-api-key': 'masked' });
    await eventually(() => refused.end() !== null && third.end() !== null);
    expect([codeOf(refused), codeOf(third)]).toEqual([['FORBIDDEN'], ['TOO_MANY_SUBSCRIPTIONS']]);
    const open = subscribe(history.url, QUERY, { 'x-api-key': 'calls' });
    await looked();
    await eventually(() => {
      history.change(1, { duration: Math.round(performance.now()) });
      return masked.results.length > 0 && open.results.length > 0;
    });
    expect(last(masked)).toMatchObject({ externalParty: { phone: { raw: '+48 *** *** 123' } } });
    expect(last(open)).toMatchObject({ externalParty: { phone: { raw: '48600000123' } } });
    for (const subscriber of [masked, added, open]) subscriber.leave();
  });
});
