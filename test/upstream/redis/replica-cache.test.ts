import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { NO_OBSERVER } from '../../../src/domain/upstream/upstream-observer.js';
import { createRedisConnection } from '../../../src/upstream/redis/redis-connection.js';
import { createReplicaCache, readGenerations } from '../../../src/upstream/redis/replica-cache.js';
import { CacheNamespace } from '../../../src/upstream/redis/cache-namespace.js';
import { pino } from 'pino';
import { describeWithRedis, type RedisServer, startRedis } from '../../support/a-redis.js';
import { eventually } from '../../support/eventually.js';
import { aLogger } from '../../support/a-logger.js';

type ReplicaCache = ReturnType<typeof createReplicaCache>;

describeWithRedis('the L2 cache', () => {
  let redis: RedisServer;
  let levels: readonly ReplicaCache[];
  let first: CacheNamespace;
  let second: CacheNamespace;

  const open = () => createReplicaCache(redis.url, aLogger().logger, NO_OBSERVER, Date.now, 10_000);
  const accountOf = (level: ReplicaCache) => level.account('ccrm', 'acme', { token: 'token' });

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());
  beforeEach(async () => {
    await redis.client.flushall();
    const [one, other] = [open(), open()];
    levels = [one, other];
    [first, second] = [accountOf(one), accountOf(other)];
    await eventually(() => first.generation !== null && first.generation === second.generation);
  });
  afterEach(() => {
    for (const level of levels) level.close();
  });

  const keeping = ({ generation }: CacheNamespace, age = 0) => ({ generation, age, lifetime: 60_000 });

  test('returns a value that another replica stored, with its age', async () => {
    await first.keep('a', { exact: [1, null, 'ł'] }, keeping(first, 5000));
    await eventually(async () => (await second.find('a')) !== null);
    const found = await second.find('a');
    expect(found?.value).toEqual({ exact: [1, null, 'ł'] });
    expect(found?.age).toBeGreaterThanOrEqual(5000);
  });

  // Red if the first reply of Redis is logged: responses requested before the generation is known aren't stored.
  test('logs that Redis is connected once responses can be stored', async () => {
    await redis.client.flushall();
    const generations: (string | null)[] = [];
    const logger = pino({}, { write: () => void generations.push(account.generation) });
    const level = createReplicaCache(redis.url, logger, NO_OBSERVER, Date.now, 10_000);
    const account = level.account('ccrm', 'acme', { token: 'another' });
    await eventually(() => generations.length > 0);
    level.close();
    expect(generations).toEqual([expect.any(String)]);
  });

  test('drops values that are older than their lifetime', async () => {
    await first.keep('a', 1, keeping(first, 60_000));
    await first.keep('b', 1, keeping(first, 59_000));
    await eventually(async () => (await second.find('b')) !== null);
    expect(await second.find('a')).toBeNull();
  });

  // Red if a response is stored under the generation at its arrival.
  test.each([
    ['before it is noticed', () => Promise.resolve()],
    ['after it is noticed', () => eventually(() => second.generation === first.generation)],
  ])('finds no value that was requested before a change and stored %s', async (_, noticed) => {
    const asked = keeping(second);
    await first.forget();
    await noticed();
    await second.keep('a', 'old', asked);
    await second.keep('b', 'old', asked, true);
    await eventually(() => second.generation === first.generation);
    await first.keep('c', 'new', keeping(first));
    await eventually(async () => (await second.find('c')) !== null);
    for (const account of [first, second]) {
      expect(await account.find('a')).toBeNull();
      expect(await account.names()).not.toContain('b');
    }
  });

  test('notifies once of a change by another replica, and once of its own', async () => {
    const told: string[] = [];
    first.onForgotten(() => told.push('first'));
    second.onForgotten(() => told.push('second'));
    await first.forget();
    expect(told).toEqual(['first']);
    await eventually(() => second.generation === first.generation);
    expect(told).toEqual(['first', 'second']);
  });

  // Red if a missing generation isn't noticed: Redis no longer knows whether the data has changed.
  test('invalidates everything if Redis has lost the generation', async () => {
    const before = first.generation;
    let told = 0;
    first.onForgotten(() => (told += 1));
    await redis.client.flushall();
    await eventually(() => first.generation !== null && first.generation !== before);
    expect(told).toBeGreaterThan(0);
  });

  // Red if only the group's mark announces a change: the account would no longer share anything.
  test('starts a new generation if Redis has dropped that of a single account', async () => {
    const before = first.generation ?? '';
    await redis.client.del(first.generationKey);
    expect(await first.find('a')).toBeNull();
    await eventually(() => first.generation !== null && first.generation !== before);
  });

  // Red if each poll reads every account's generation: with 100,000 workspaces Redis would do nothing else.
  test('polls up to 64 keys, however many accounts there are', async () => {
    const [level] = levels;
    const many = Array.from({ length: 500 }, (_, index) => level?.account('ccrm', `w${String(index)}`, {}));
    await eventually(() => many.every((account) => account?.generation));
    await redis.client.config('SET', 'slowlog-max-len', '10000');
    await redis.client.config('SET', 'slowlog-log-slower-than', '0');
    const reads = async () => {
      const entries = elements(await redis.client.call('SLOWLOG', 'GET', '10000'));
      return entries.map((entry) => elements(elements(entry)[3])).filter(([name]) => name === 'mget');
    };
    await eventually(
      async () => (await reads()).filter(([, key]) => String(key).includes(':mark:')).length > 3,
    );
    const sizes = (await reads()).map(keysRead);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(64);
  });

  // Red without the limit: a scan of years fills Redis.
  test('lists up to 200 names, and drops the one that was requested earliest', async () => {
    await first.keep('oldest', 1, keeping(first, 50_000), true);
    await eventually(async () => (await second.names()).length === 1);
    const [list = ''] = await redis.client.keys('*:list');
    const others = Array.from({ length: 199 }, (_, index) => `n${String(index)}`);
    await redis.client.zadd(list, ...others.flatMap((name) => [Date.now() - 10_000, name]));
    expect(await second.names()).toContain('oldest');
    await first.keep('newest', 1, keeping(first), true);
    await eventually(async () => (await second.find('oldest')) === null);
    const names = await second.names();
    expect(names).toHaveLength(200);
    expect(names[0]).toBe('newest');
    expect(names).not.toContain('oldest');
  });
});

const elements = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The number of keys in a command of the slow log, which lists at most 31. */
function keysRead([, ...keys]: readonly unknown[]): number {
  const others = /\((\d+) more arguments\)/.exec(String(keys.at(-1)))?.[1];
  return others === undefined ? keys.length : keys.length - 1 + Number(others);
}

describeWithRedis('the connection to Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  // Red with ioredis's own timeout: after a blocked event loop the timer fires first, and the reply is lost.
  test('returns a reply that arrived while the process was busy for longer than the timeout', async () => {
    const link = createRedisConnection(redis.url, aLogger().logger, NO_OBSERVER);
    await eventually(async () => (await link.probe((commands) => commands.ping())) === 'PONG');
    const answer = link.run((commands) => commands.ping());
    await nextTurn();
    for (const end = performance.now() + 100; performance.now() < end;);
    expect(await answer).toBe('PONG');
    link.close();
  });

  // Red if a poll in flight gives the generation of the old credentials to the new ones.
  test('a generation that was requested before the credentials changed isn’t used afterwards', async () => {
    const link = createRedisConnection(redis.url, aLogger().logger, NO_OBSERVER, 10_000);
    await eventually(async () => (await link.probe((commands) => commands.ping())) === 'PONG');
    const account = new CacheNamespace(link, 'old', 'mark', Date.now);
    const read = readGenerations(link, [account], ['mark']);
    account.moveTo('new');
    await read;
    expect([account.generation, account.isDue]).toEqual([null, true]);
    await readGenerations(link, [account], ['mark']);
    expect(account.generation).toBe(await redis.client.get('new:generation'));
    link.close();
  });

  // Red if any reply puts Redis back in use: the log says “lost, in use, lost”, and reads wait for the old primary.
  test('isn’t put back in use by a read-only Redis that answers a read beside the rejected write', async () => {
    const { logger, lines } = aLogger();
    const link = createRedisConnection(redis.url, logger, NO_OBSERVER, 10_000);
    await eventually(async () => (await link.probe((commands) => commands.ping())) === 'PONG');
    await redis.client.replicaof('127.0.0.1', '1');
    const write = link.write((commands) => commands.set('key', 'value'));
    const read = link.run((commands) => commands.ping());
    expect([await write, await read]).toEqual([null, 'PONG']);
    expect(lines).toMatchObject([
      { msg: 'Redis connected' },
      { msg: 'Redis unavailable: continuing without it', reason: 'READONLY' },
    ]);
    await redis.client.replicaof('NO', 'ONE');
    await eventually(async () => (await link.probe((commands) => commands.ping())) === 'PONG');
    expect(lines).toHaveLength(3);
    link.close();
  });

  describe('if Redis doesn’t respond', () => {
    // Red if every request waits for a Redis that is known not to respond.
    test('is only probed after three failures, and is used again after a successful probe', async () => {
      const { logger, lines } = aLogger();
      const link = createRedisConnection(redis.url, logger, NO_OBSERVER);
      await eventually(async () => (await link.probe((commands) => commands.ping())) === 'PONG');
      redis.signal('SIGSTOP');
      let sent = 0;
      for (let round = 0; round < 5; round += 1)
        expect(await link.run((commands) => ((sent += 1), commands.ping()))).toBeNull();
      expect(sent).toBe(3);
      redis.signal('SIGCONT');
      expect(await link.run(() => Promise.resolve('sent'))).toBeNull();
      await eventually(async () => (await link.probe((commands) => commands.ping())) === 'PONG');
      expect(await link.run(() => Promise.resolve('sent'))).toBe('sent');
      expect(lines).toMatchObject([
        { msg: 'Redis connected' },
        { msg: 'Redis unavailable: continuing without it', reason: 'TIMEOUT' },
        { msg: 'Redis connected' },
      ]);
      link.close();
    });
  });
});
