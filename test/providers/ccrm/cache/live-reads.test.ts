import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCompany, DAY, noteUuid } from '../../../support/a-company.js';
import { eventually } from '../../../support/eventually.js';
import { aClient, anExtension, aNote, manyCalls, numberedUuid } from '../../../support/builders.js';
import { anApiKey, anAuth } from '../../../support/an-api-key.js';
import { sandboxWorkspace } from '../../../../src/app/sandbox-workspace.js';
import type { Sandbox } from '../../../../src/sandbox/sandbox.js';
import type { SwitchboardOptions } from '../../../support/a-switchboard.js';
import { upstreamRequests } from '../../../support/upstream-requests.js';
import {
  EVERYTHING,
  startRemembering,
  type RememberingSwitchboard,
} from '../../../operations/response-cache/a-remembering-switchboard.js';
import { describeWithRedis, type RedisServer, startRedis } from '../../../support/a-redis.js';
import { startReplicas } from '../../../support/replicas.js';

const NO_CACHE = { 'cache-control': 'no-cache' };
const ONCE = { GetExtensions: 1, client: 1, callHistory: 1, notes: 2 };
const BEFORE = ['ringme_test', 'Obsługa klienta 1', 'Notatka do tego połączenia'];
const AFTER = ['Renamed client', 'Renamed extension', 'Changed note'];

let remembering: RememberingSwitchboard;

async function start(options: SwitchboardOptions = {}): Promise<void> {
  remembering = await startRemembering(options);
  shorten(remembering.board.sandbox);
}

/** More calls than any page size, so that a single page proves that there are no more. */
function shorten({ data }: Sandbox): void {
  data.calls = data.calls.slice(0, 47);
}

afterEach(() => remembering.board.close());

const everything = { query: EVERYTHING, variables: DAY };

function getEverything(headers: Readonly<Record<string, string>> = {}) {
  const query = EVERYTHING.replace(/query \(.*?\)/, '')
    .replace('$from', JSON.stringify(DAY.from))
    .replace('$to', JSON.stringify(DAY.to));
  return remembering.get(query, { 'content-type': 'application/json', ...headers });
}

function changeEverything({ data }: Sandbox = remembering.board.sandbox): void {
  data.client = aClient({ name: 'Renamed client' });
  data.extensions = [anExtension({ Name: 'Renamed extension' })];
  data.notes = Object.fromEntries(
    [3, 7].map((index) => [numberedUuid(index), [aNote({ uuid: noteUuid(index), text: 'Changed note' })]]),
  );
}

function arrived(): Readonly<Record<string, number>> {
  const { sandbox } = remembering.board;
  const requests = upstreamRequests(sandbox);
  sandbox.clearRequests();
  return requests;
}

function expectAll(text: string, names: readonly string[]): void {
  for (const name of names) expect(text).toContain(name);
}

describe('a request with Cache-Control: no-cache', () => {
  beforeEach(() => start());

  // Red if it is answered from the response cache, or from a provider's cached data.
  test.each([
    ['by POST, the first time', () => remembering.post(everything, NO_CACHE)],
    ['by GET', () => getEverything(NO_CACHE)],
    [
      'among other directives',
      () => remembering.post(everything, { 'cache-control': 'max-age=0, No-Cache , no-transform' }),
    ],
  ])('reads everything live: %s', async (_, askLive) => {
    await remembering.post({ ...everything, query: `${EVERYTHING} # in other words` });
    expectAll((await getEverything()).text, BEFORE);
    changeEverything();
    arrived();
    const { text, again } = await askLive();
    expect(again).toBe(false);
    expectAll(text, AFTER);
    expect(arrived()).toEqual(ONCE);
  });

  // Red if only Apollo's path checks the header.
  test('reads everything live each time, also on the fast path of a repeated operation', async () => {
    for (let time = 0; time < 3; time += 1) await remembering.post(everything, NO_CACHE);
    changeEverything();
    arrived();
    expectAll((await remembering.post(everything, NO_CACHE)).text, AFTER);
    expect(arrived()).toEqual(ONCE);
  });

  // Red if a live response isn't cached: the next response would be older than this one.
  test('caches its data for later requests', async () => {
    await remembering.post(everything);
    changeEverything();
    const live = await remembering.post(everything, NO_CACHE);
    arrived();
    expect(await remembering.post(everything)).toEqual({ ...live, again: true });
    const other = await remembering.post({ ...everything, query: EVERYTHING.replace('totalCount', '') });
    expectAll(other.text, AFTER);
    expect(arrived()).toEqual({});
  });

  test('requests everything once, however often it is selected', async () => {
    const query = `query ($from: DateTime!, $to: DateTime!) {
      client { name } again: client { name extensions { totalCount } } extensions { totalCount }
      calls(from: $from, to: $to) { totalCount nodes { extension { name } client { name } notes { text } } }
      more: calls(from: $from, to: $to, first: 5, order: OLDEST_FIRST) { totalCount nodes { notes { text } } }
    }`;
    const { text } = await remembering.post({ query, variables: DAY }, NO_CACHE);
    expect(text).not.toContain('"errors"');
    expect(arrived()).toEqual(ONCE);
  });

  test.each(['max-age=0', 'no-store', 'no-cache-at-all', ''])(
    'differs from one with %j, which is served from the cache',
    async (directives) => {
      await remembering.post(everything);
      arrived();
      expect(await remembering.post(everything, { 'cache-control': directives })).toMatchObject({
        again: true,
      });
      expect(arrived()).toEqual({});
    },
  );
});

describe('an in-flight request', () => {
  beforeEach(async () => {
    await start();
    remembering.board.sandbox.behaviour.latencyMs = { client: 200, callHistory: 200 };
  });

  const QUERY = `query ($from: DateTime!, $to: DateTime!) {
    client { name } calls(from: $from, to: $to) { totalCount }
  }`;
  const ask = (name: string, headers = {}) =>
    remembering.post({ query: `# ${name}\n${QUERY}`, variables: DAY }, headers);
  const requestsTo = (wanted: string) =>
    remembering.board.sandbox.requests.filter(({ route }) => route === wanted).length;
  const untilAsked = (times: number) =>
    eventually(() => requestsTo('client') === times && requestsTo('callHistory') === times);

  // Red if a live read joins a flight: its data may be older than its own request.
  test('isn’t joined by a later live read', async () => {
    const before = ask('before');
    await untilAsked(1);
    const live = ask('live', NO_CACHE);
    await untilAsked(2);
    await Promise.all([before, live]);
  });

  test('is joined by later reads that aren’t live', async () => {
    const live = remembering.post({ query: '{ client { name } }' }, NO_CACHE);
    await eventually(() => requestsTo('client') === 1);
    await remembering.post({ query: '{ client { timezone } }' });
    await live;
    expect(requestsTo('client')).toBe(1);
  });
});

// Red if an outage is hidden from a caller that reads live.
test('a live read in an outage is an error, not a stale response', async () => {
  await start({ maxStale: 3600 });
  await remembering.post(everything);
  remembering.clock.pass(100);
  remembering.board.sandbox.behaviour.faults = [{ status: 500 }];
  const { text } = await remembering.post(everything, NO_CACHE);
  const { data, errors, extensions } = JSON.parse(text);
  expect(data).toEqual({ client: null, extensions: null, calls: null });
  expect(errors).toHaveLength(3);
  expect(extensions).toBeUndefined();
});

test('the rate limit counts live requests', async () => {
  await start({
    auth: { ...anAuth([anApiKey('key')]), requestsPerMinute: 3 },
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
  });
  const headers = { ...NO_CACHE, 'x-api-key': 'key' };
  for (let time = 0; time < 3; time += 1) {
    expectAll((await remembering.post(everything, headers)).text, BEFORE);
  }
  arrived();
  expect((await remembering.post(everything, headers)).text).toContain('RATE_LIMITED');
  expect(arrived()).toEqual({});
});

// Red if a cached count answers a live request.
test('a query with Cache-Control: no-cache requests its count again', async () => {
  await start();
  const { data } = remembering.board.sandbox;
  data.calls = manyCalls(3000, { from: '2025-03-12 00:00:00', to: '2025-03-13 00:00:00' });
  const query = `query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to) { totalCount } }`;
  const count = (headers: Readonly<Record<string, string>> = {}) =>
    remembering.post({ query, variables: DAY }, headers).then(({ text }) => text);
  const before = await count();
  data.calls = data.calls.slice(1);
  expect(await count()).toBe(before);
  expect(await count(NO_CACHE)).not.toBe(before);
});

describeWithRedis('with Redis', () => {
  let redis: RedisServer;

  beforeEach(async () => {
    redis = await startRedis();
    await start();
  });
  afterEach(() => redis.close());

  // Red if another replica's data is used, or if the live data isn't shared.
  test('a live read uses no shared data, and shares its own with other replicas', async () => {
    const { now } = remembering.clock;
    await using both = await startReplicas(redis.url, { data: aCompany([3, 7]) }, { now });
    const replicaKeys = async () => (await redis.client.keys('*:*/*')).length;
    shorten(both.first.sandbox);
    await both.first.query(EVERYTHING, DAY);
    await eventually(async () => (await replicaKeys()) === 3);
    changeEverything(both.first.sandbox);
    both.arrived();
    const { data } = await both.second.query(EVERYTHING, DAY, NO_CACHE);
    expectAll(JSON.stringify(data), AFTER);
    expect(both.arrived()).toEqual(ONCE);
    expect((await both.second.query(EVERYTHING, DAY)).data).toEqual(data);
    expect(both.arrived()).toEqual({});
  });
});
