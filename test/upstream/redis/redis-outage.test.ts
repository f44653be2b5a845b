import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCompany, DAY } from '../../support/a-company.js';
import { eventually } from '../../support/eventually.js';
import { startSwitchboard } from '../../support/a-switchboard.js';
import { aClock } from '../../support/a-clock.js';
import { describeWithRedis, type RedisServer, startRedis } from '../../support/a-redis.js';
import { redisLines, startReplicas, TTL, usesRedis } from '../../support/replicas.js';

const EVERYTHING = `query ($from: DateTime!, $to: DateTime!) {
  client { name } extensions { totalCount } calls(from: $from, to: $to) { totalCount nodes { uuid notes { text } } }
}`;
const IN_USE = 'Redis connected';
const LOST = 'Redis unavailable: continuing without it';

describeWithRedis('Redis outages', () => {
  let redis: RedisServer;

  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(() => redis.close());

  const { now } = aClock('2025-03-17T10:00:00Z');
  const company = { data: aCompany([3]) };
  const options = { ttl: TTL, maxStale: 3600, now };
  const WAITS_IN_VAIN = { ...options, redisTimeout: 50 };

  // Red without the command timeout: a response waits for Redis forever.
  describe.each<[string, (() => void) | (() => Promise<void>), () => void | Promise<void>]>([
    ['slow', () => redis.signal('SIGSTOP'), () => redis.signal('SIGCONT')],
    ['gone', () => redis.kill(), () => redis.restart()],
  ])('while Redis is %s', (_, lose, restore) => {
    test('all requests are answered, and data is shared again when Redis is back', async () => {
      await using both = await startReplicas(redis.url, company, WAITS_IN_VAIN);
      const { first, second } = both;
      const { data } = await first.query(EVERYTHING, DAY);
      both.arrived();
      await lose();
      expect(await second.query(EVERYTHING, DAY)).toEqual({ data });
      expect(both.arrived()).toEqual({ GetExtensions: 1, client: 1, callHistory: 1, notes: 1 });
      await eventually(() => [first, second].every((board) => !usesRedis(board)));
      expect(await first.query(EVERYTHING, DAY)).toEqual({ data });
      expect(both.arrived()).toEqual({});

      await restore();
      await eventually(() => [first, second].every(usesRedis));
      for (const board of [first, second]) expect(redisLines(board)).toEqual([IN_USE, LOST, IN_USE]);
      // Nothing is cached until a replica has read its accounts' generations again.
      await eventually(async () => {
        await first.query(EVERYTHING, DAY);
        return (await redis.client.keys('*:client')).length > 0;
      });
      both.arrived();
      expect(await second.query(EVERYTHING, DAY)).toEqual({ data });
    });
  });

  test('serves requests without Redis at startup, and uses it once it is available', async () => {
    await redis.kill();
    await using board = await startSwitchboard({ ...options, sandbox: company, redisUrl: redis.url });
    expect((await board.query(EVERYTHING, DAY)).errors).toBeUndefined();
    await eventually(() => redisLines(board).length === 1);
    await redis.restart();
    await eventually(() => usesRedis(board));
    expect(redisLines(board)).toEqual([LOST, IN_USE]);
  });

  // Red if only the first reason of an outage is logged: Redis may have started after the server.
  test('logs a refused password although Redis couldn’t be reached before', async () => {
    const other = await startRedis('right-password');
    const redisUrl = new URL(other.url);
    redisUrl.password = 'wrong-password';
    await other.kill();
    await using board = await startSwitchboard({ ...options, sandbox: company, redisUrl });
    const reasons = () => board.log.filter(({ msg }) => msg === LOST).map(({ reason }) => reason);
    await eventually(() => reasons().length === 1);
    expect(reasons()).toEqual(['ECONNREFUSED']);
    await other.restart();
    await eventually(() => reasons().length > 1);
    expect(reasons().slice(0, 2)).toEqual(['ECONNREFUSED', 'WRONGPASS']);
    await other.close();
  });

  test('serves requests with a wrong password, and logs neither the password nor the address', async () => {
    await redis.client.config('SET', 'requirepass', 'right-password');
    const redisUrl = new URL(redis.url);
    redisUrl.password = 'wrong-password';
    await using board = await startSwitchboard({ ...options, sandbox: company, redisUrl });
    await eventually(() => redisLines(board).length === 1);
    expect((await board.query(EVERYTHING, DAY)).errors).toBeUndefined();
    expect(board.log).toContainEqual(expect.objectContaining({ msg: LOST, reason: 'WRONGPASS' }));
    const log = JSON.stringify(board.log);
    for (const secret of ['password', redis.url.host]) expect(log).not.toContain(secret);
  });

  test('an account with the permissions in docs/deployment.md is sufficient', async () => {
    const commands = ['set', 'mget', 'zadd', 'zrevrange', 'zrem', 'unlink', 'pexpire'];
    const rights = ['~switchboard:*', '-@all', ...commands.map((name) => `+${name}`)];
    await redis.client.acl('SETUSER', 'sharer', 'on', '>pass word', ...rights);
    const redisUrl = new URL(redis.url);
    redisUrl.username = 'sharer';
    redisUrl.password = 'pass word';
    await using both = await startReplicas(redisUrl, company, options);
    await both.first.query(EVERYTHING, DAY);
    both.arrived();
    const withoutMarks = async () => (await redis.client.keys('*')).filter((key) => !key.includes(':mark:'));
    await eventually(async () => (await withoutMarks()).length === 8);
    expect((await both.second.query(EVERYTHING, DAY)).errors).toBeUndefined();
    expect(both.arrived()).toEqual({});
    for (const board of [both.first, both.second]) expect(redisLines(board)).toEqual([IN_USE]);
  });

  // Red if stale data isn't looked up in the data that replicas share.
  test('data cached by another replica is served in a provider outage', async () => {
    const clock = aClock('2025-03-17T10:00:00Z');
    await using both = await startReplicas(redis.url, company, {
      ...options,
      ttl: { ...TTL, closedCalls: 600 },
      now: clock.now,
    });
    const { first, second } = both;
    const fields =
      'client { name } extensions { totalCount } calls(from: $from, to: $to) { totalCount nodes { uuid } }';
    const query = `query ($from: DateTime!, $to: DateTime!) { ${fields} }`;
    const { data } = await first.query(query, DAY);
    for (const what of ['list', 'client', 'extensions'])
      await eventually(async () => (await redis.client.keys(`*:${what}`)).length === 1);
    clock.pass(700);
    first.sandbox.behaviour.faults = [{ status: 400 }];
    const answer = await second.query<Record<string, unknown>>(query, DAY);
    expect(answer.data).toEqual(data);
    const stale = { workspace: 'sandbox', ageSeconds: 700 };
    expect(answer.extensions?.['stale']).toHaveLength(3);
    expect(answer.extensions?.['stale']).toEqual(
      expect.arrayContaining([
        { ...stale, provider: 'voicenter', type: 'Extension' },
        { ...stale, provider: 'ringme', type: 'Client' },
        { ...stale, provider: 'ccrm', type: 'Call' },
      ]),
    );
  });
});
