import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { WorkspaceSettings } from '../../../src/config/workspace-settings.js';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import { aCompany, DAY } from '../../support/a-company.js';
import { eventually } from '../../support/eventually.js';
import { aCall, aClient, anExtension, aNote, manyCalls, numberedUuid } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { aClock, type Clock } from '../../support/a-clock.js';
import { describeWithRedis, type RedisServer, startRedis } from '../../support/a-redis.js';
import { type Replicas, startReplicas, TTL, usesRedis } from '../../support/replicas.js';

const CALLS = `calls(from: $from, to: $to) {
  totalCount nodes { uuid startedAt status notes { text content createdAt author { firstName } } }
}`;
const EVERYTHING = `query ($from: DateTime!, $to: DateTime!) {
  client { name dialRuleId geoRestriction { mode } }
  extensions { nodes { name user { email } } }
  ${CALLS}
}`;
const ONLY_CALLS = `query ($from: DateTime!, $to: DateTime!) { ${CALLS} }`;
const ONCE = { GetExtensions: 1, client: 1, callHistory: 1, notes: 2 };

describeWithRedis('a second replica', () => {
  let redis: RedisServer;
  let clock: Clock;
  let both: Replicas;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  beforeEach(async () => {
    await redis.client.flushall();
    clock = aClock('2025-03-17T10:00:00.500Z');
    both = await startReplicas(redis.url, { data: aCompany([3, 7]) }, { now: clock.now });
  });
  afterEach(() => both.close());

  /** The keys of values, excluding those of generations, marks and lists. */
  async function valueKeys(): Promise<readonly string[]> {
    const keys = await redis.client.keys('*');
    return keys.filter((key) => !/:(generation|list|mark:\d+)$/.test(key));
  }

  /** Queries the first replica, and waits until Redis has so many values. */
  async function readByFirst(values: number, query = EVERYTHING, range = DAY): Promise<unknown> {
    const { data, errors } = await both.first.query(query, range);
    expect(errors).toBeUndefined();
    await eventually(async () => (await valueKeys()).length === values);
    return data;
  }

  async function readBySecond(query = EVERYTHING, range = DAY): Promise<unknown> {
    const { data, errors } = await both.second.query(query, range);
    expect(errors).toBeUndefined();
    return data;
  }

  test('doesn’t request data again that the first one has read', async () => {
    const data = await readByFirst(5);
    expect(both.arrived()).toEqual(ONCE);
    expect(await readBySecond()).toEqual(data);
    expect(both.arrived()).toEqual({});
  });

  test('keeps the age of shared data', async () => {
    await readByFirst(5);
    both.arrived();
    clock.pass(29);
    await readBySecond();
    expect(both.arrived()).toEqual({});
    clock.pass(1);
    await readBySecond();
    expect(both.arrived()).toEqual({ notes: 2 });
    clock.pass(30);
    await readBySecond();
    expect(both.arrived()).toEqual({ GetExtensions: 1, client: 1, notes: 2 });
  });

  // Red if a record from the future counts as new: it would be fresh until that time.
  test.each([
    [5, {}],
    [6, { client: 1 }],
    [1800, { client: 1 }],
  ])('with a clock %d seconds ahead: the other replica requests %j again', async (ahead, again) => {
    await using other = await startSwitchboard({
      ttl: TTL,
      redisUrl: redis.url,
      now: () => clock.now() + ahead * 1000,
      workspaces: () => [sandboxWorkspace(both.first.sandbox)],
    });
    await eventually(() => usesRedis(other));
    await other.query('{ client { name } }');
    await eventually(async () => (await valueKeys()).length === 1);
    both.arrived();
    await readBySecond('{ client { name } }');
    expect(both.arrived()).toEqual(again);
  });

  test('doesn’t request shared calls again for a different, overlapping range', async () => {
    await readByFirst(3, ONLY_CALLS);
    both.arrived();
    const morning = { from: '2025-03-12T07:00:00Z', to: '2025-03-12T11:00:00Z' };
    const data = await readBySecond(ONLY_CALLS, morning);
    expect(data).toMatchObject({ calls: { totalCount: 20 } });
    expect(both.arrived()).toEqual({});
    const twoDays = { from: '2025-03-11T07:00:00Z', to: '2025-03-12T23:00:00Z' };
    expect(await readBySecond(ONLY_CALLS, twoDays)).toMatchObject({ calls: { totalCount: 50 } });
    expect(both.arrived()).toEqual({ callHistory: 1 });
  });

  // Red if only the interval requested last is tried.
  test('finds a call in an earlier interval if Redis has evicted the latest one', async () => {
    await readByFirst(3, ONLY_CALLS);
    const [earlier] = (await valueKeys()).filter((key) => key.includes(':calls/'));
    clock.pass(1);
    const morning = { from: '2025-03-12T07:00:00Z', to: '2025-03-12T11:00:00Z' };
    await both.first.query(ONLY_CALLS, morning, { 'cache-control': 'no-cache' });
    await eventually(async () => (await valueKeys()).length === 4);
    const keys = (await valueKeys()).filter((key) => key.includes(':calls/') && key !== earlier);
    expect(await redis.client.unlink(...keys)).toBe(1);
    both.arrived();
    expect(await readBySecond(ONLY_CALLS, morning)).toMatchObject({ calls: { totalCount: 20 } });
    expect(both.arrived()).toEqual({});
  });

  test('combines shared calls from several intervals', async () => {
    both.first.sandbox.data.calls = manyCalls(2500, {
      from: '2025-03-12 00:00:00',
      to: '2025-03-13 00:00:00',
    });
    const ALL = `query ($from: DateTime!, $to: DateTime!) {
      calls(from: $from, to: $to, first: 1, filter: { maxDurationSeconds: 1 }) { totalCount }
    }`;
    await readByFirst(3, ALL);
    expect(both.arrived()).toEqual({ callHistory: 4 });
    expect(await readBySecond(ALL)).toEqual({ calls: { totalCount: 0 } });
    const count = 'query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to) { totalCount } }';
    expect(await readBySecond(count)).toEqual({ calls: { totalCount: 2500 } });
    expect(both.arrived()).toEqual({});
  });

  test('finds a shared call by its uuid alone', async () => {
    await readByFirst(3, ONLY_CALLS);
    await readBySecond(ONLY_CALLS);
    both.arrived();
    const query = `{ call(uuid: "${numberedUuid(11)}") { startedAt } }`;
    expect(await readBySecond(query)).toMatchObject({ call: { startedAt: expect.any(String) } });
    expect(both.arrived()).toEqual({});
  });

  // Red if numbers are parsed like a provider's: one beyond 2^53 becomes a bigint, which no response can contain.
  test('gets shared data exactly, including numbers beyond 2^53 and nulls', async () => {
    const data = '{"big":18446744073709551615,"double":9.007199254740992e15,"none":null}';
    const text = `{"blocks":[{"key":"a","text":"x","type":"unstyled","data":${data}}],"entityMap":{}}`;
    both.first.sandbox.data.client = aClient({ dial_rule_id: 18446744073709551615n, name: null });
    both.first.sandbox.data.notes = { [numberedUuid(3)]: [aNote({ text })] };
    const first = await readByFirst(4);
    expect(first).toMatchObject({ client: { dialRuleId: '18446744073709551615', name: null } });
    const exact = '{"big":"18446744073709551615","double":9007199254740992,"none":null}';
    expect(JSON.stringify(first)).toContain(exact);
    both.arrived();
    expect(JSON.stringify(await readBySecond())).toBe(JSON.stringify(first));
    // Only the notes of the call whose entry is missing are requested again.
    expect(both.arrived()).toEqual({ notes: 1 });
  });

  test('finds no shared empty results, errors or rejections', async () => {
    Object.assign(both.first.sandbox.data, { client: null, extensions: [], notes: {} });
    await both.first.query(EVERYTHING, DAY);
    both.first.sandbox.behaviour.faults = [{ status: 500 }];
    await both.first.query('{ client { name } extensions { totalCount } }');
    both.first.sandbox.behaviour.faults = [{ status: 401, body: {} }];
    await both.first.query('{ client { name } extensions { totalCount } }');
    await eventually(async () => (await valueKeys()).length > 0);
    expect(await valueKeys()).toEqual([expect.stringContaining(':calls/')]);
  });

  // Red if values from Redis aren't validated.
  test.each<[string, (text: string) => string | Buffer]>([
    ['bytes that are not gzip', () => Buffer.from('\0garbage')],
    ['text that is not JSON', () => '\0garbage'],
    ['an oversized value', (text) => text + ' '.repeat(20_000_000)],
    ['a value of another shape', (text) => text.replace('"value":', '"other":')],
    ['unreadable records', (text) => text.replace(/"(uuid|SIP|id)":("[^"]*"|\d+)/g, '"$1":{}')],
    ['no records', (text) => text.replace(/"value":.*/, '"value":[]}')],
    ['another workspace’s value', (text) => text.replace(':sandbox:', ':other:')],
    ['a value that is nested too deeply', () => `{"asked":1,"value":${'['.repeat(5000)}${']'.repeat(5000)}}`],
  ])('requests data again if Redis holds %s', async (_, garbage) => {
    const data = await readByFirst(5);
    both.arrived();
    for (const key of await valueKeys()) {
      const bytes = await redis.client.getBuffer(key);
      const instead = garbage(gunzipSync(bytes ?? '').toString());
      await redis.client.set(key, typeof instead === 'string' ? gzipSync(instead) : instead, 'KEEPTTL');
    }
    expect(await readBySecond()).toEqual(data);
    expect(both.arrived()).toEqual(ONCE);
  });

  // Red if one unreadable call record is skipped: the interval would count as complete without it.
  test('requests calls again if one of the shared records can’t be read', async () => {
    const data = await readByFirst(3, ONLY_CALLS);
    both.arrived();
    const [key = ''] = (await valueKeys()).filter((each) => each.includes(':calls/'));
    const text = gunzipSync((await redis.client.getBuffer(key)) ?? '').toString();
    await redis.client.set(key, gzipSync(text.replace(numberedUuid(5), '')), 'KEEPTTL');
    expect(await readBySecond(ONLY_CALLS)).toEqual(data);
    expect(both.arrived()).toEqual({ callHistory: 1 });
  });

  // Red if the decoded record is stored: a later release may read fields that this one doesn't.
  test('finds records as the provider sent them, with fields that this release doesn’t read', async () => {
    const { data } = both.first.sandbox;
    data.client = aClient({ added_later: 18446744073709551615n });
    data.extensions = [anExtension({ AddedLater: 'a' }), anExtension({ SIP: '', AddedLater: 'b' })];
    data.calls = [aCall({ addedLater: { c: [1, null, 0.5] }, note: 1 })];
    data.notes = { [aCall().uuid]: [aNote({ addedLater: true })] };
    await readByFirst(4);
    const texts = await Promise.all(
      (await valueKeys()).map(async (key) =>
        gunzipSync((await redis.client.getBuffer(key)) ?? '').toString(),
      ),
    );
    const everything = texts.join();
    for (const part of [
      '"added_later":18446744073709551615',
      '"AddedLater":"a"',
      '"AddedLater":"b"',
      '"addedLater":{"c":[1,null,0.5]}',
      '"addedLater":true',
    ]) {
      expect(everything).toContain(part);
    }
  });

  // Red if decoding a shared record reports anomalies like decoding a new one.
  test('doesn’t report anomalies of shared records again', async () => {
    const { data } = both.first.sandbox;
    data.client = aClient({ type: 'X' });
    data.extensions = [anExtension(), anExtension({ SIP: '' })];
    data.calls = [aCall({ status: 'parked', note: 1 })];
    data.notes = { [aCall().uuid]: [aNote({ status: 'folded' }), aNote({ uuid: '' })] };
    await readByFirst(4);
    const reportsOf = ({ log }: Switchboard) =>
      log.filter(({ msg }) => msg === 'unknown value' || msg === 'records left out');
    expect(reportsOf(both.first)).toHaveLength(5);
    both.arrived();
    await readBySecond();
    expect(both.arrived()).toEqual({});
    expect(reportsOf(both.second)).toEqual([]);
  });

  // Red if values are found under the keys of the release that stored them decoded.
  test('never uses values of a release that stored another format', async () => {
    const data = await readByFirst(5);
    both.arrived();
    for (const key of await redis.client.keys('*:records:*')) {
      await redis.client.rename(key, key.replace(':records:', ':'));
    }
    expect(await readBySecond()).toEqual(data);
    expect(both.arrived()).toEqual(ONCE);
  });

  // Red if this release has its own generations: it would return a client from before the other release's write.
  test('invalidates its data after a write by a release that stores another format', async () => {
    await readByFirst(5);
    await readBySecond();
    both.arrived();
    for (const key of await redis.client.keys('switchboard:2:sandbox:ringme:*:generation')) {
      await redis.client.set(key, 'another');
    }
    await eventually(async () => {
      await readBySecond('{ client { name } }');
      return both.arrived()['client'] === 1;
    });
  });

  test('requests data again if Redis holds keys of another type', async () => {
    await readByFirst(5);
    both.arrived();
    for (const key of await redis.client.keys('*:{list,*/*,client}')) await redis.client.del(key);
    const keys = await redis.client.keys('*:*:*:*:*:*');
    for (const key of keys) {
      await redis.client.del(key);
      await redis.client.hset(key, 'field', 'value');
    }
    expect(await readBySecond(ONLY_CALLS)).toMatchObject({ calls: { totalCount: 50 } });
    expect(both.arrived()).toMatchObject({ callHistory: 1 });
  });

  test('finds only keys that expire and contain no credential', async () => {
    await readByFirst(5);
    const { voicenterCode, ringmeToken, ccrmToken } = both.first.sandbox.credentials;
    for (const key of await redis.client.keys('*')) {
      expect(await redis.client.pttl(key)).toBeGreaterThan(0);
      for (const secret of [voicenterCode, ringmeToken, ccrmToken]) expect(key).not.toContain(secret);
    }
  });

  test('has one connection to Redis, like the first one', async () => {
    const clients = String(await redis.client.client('LIST'));
    expect(clients.match(/name=switchboard /g)).toHaveLength(2);
  });

  test.each<[string, (settings: WorkspaceSettings) => WorkspaceSettings]>([
    ['of another workspace', (settings) => ({ ...settings, id: 'other' })],
    [
      'with other credentials',
      (settings) => ({
        ...settings,
        ringme: settings.ringme && { ...settings.ringme, clientId: '12' },
        voicenter: settings.voicenter && { ...settings.voicenter, showAll: false },
        ccrm: settings.ccrm && { ...settings.ccrm, timezone: 'Europe/Berlin' },
      }),
    ],
  ])('never shares data %s', async (_, change) => {
    await readByFirst(5);
    both.arrived();
    await using other = await startSwitchboard({
      ttl: TTL,
      redisUrl: redis.url,
      now: clock.now,
      workspaces: () => [change(sandboxWorkspace(both.first.sandbox))],
    });
    await eventually(() => usesRedis(other));
    expect((await other.query(EVERYTHING, DAY)).errors).toBeUndefined();
    expect(both.arrived()).toEqual(ONCE);
  });
});
