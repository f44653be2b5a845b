import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aCompany, DAY } from '../../support/a-company.js';
import { measured } from '../../support/measured.js';
import { eventually } from '../../support/eventually.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { aClock } from '../../support/a-clock.js';
import { describeWithRedis, type RedisServer, startRedis } from '../../support/a-redis.js';
import { redisLines, TTL, usesRedis } from '../../support/replicas.js';

const CALLS = 'query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to) { totalCount } }';
const IN_USE = 'Redis connected';
const LOST = 'Redis unavailable: continuing without it';
const { now } = aClock('2025-03-17T10:00:00Z');

describeWithRedis('a Redis URL with a database number', () => {
  let redis: RedisServer;

  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(() => redis.close());

  function start(database: number): Promise<Switchboard> {
    const redisUrl = new URL(`/${String(database)}`, redis.url);
    const sandbox = { data: aCompany([3]) };
    return startSwitchboard({ ttl: TTL, maxStale: 3600, now, metrics: true, sandbox, redisUrl });
  }

  /** The databases that hold keys. */
  const keyspace = async () =>
    [...(await redis.client.info('keyspace')).matchAll(/^(db\d+):/gm)].map(([, name]) => name);

  test('shares data in that database only', async () => {
    await using board = await start(3);
    await eventually(() => usesRedis(board));
    await eventually(async () => {
      expect((await board.query(CALLS, DAY)).errors).toBeUndefined();
      return (await keyspace()).length > 0;
    });
    expect(await keyspace()).toEqual(['db3']);
  });

  // Red if only the driver's SELECT is relied on: it continues with database 0 after a rejection.
  test.each([
    ['the account may not SELECT', 3, 'NOPERM'],
    ['Redis has fewer databases', 99, 'ERR'],
  ])('leaves Redis unused if %s', async (_, database, reason) => {
    await redis.client.acl('SETUSER', 'default', '-select');
    if (reason === 'ERR') await redis.client.acl('SETUSER', 'default', '+select');
    await using board = await start(database);
    const failures = async () =>
      (await measured(board, 'redis_failures_total'))[
        `redis_failures_total{operation="READ",reason="${reason}"}`
      ] ?? 0;
    await eventually(async () => (await failures()) > 3);
    expect((await board.query(CALLS, DAY)).errors).toBeUndefined();
    expect(redisLines(board)).toEqual([LOST]);
    expect(board.log.find(({ msg }) => msg === LOST)).toMatchObject({ reason });
    expect(await measured(board, 'redis_usable')).toEqual({
      'redis_usable{operation="READ"}': 0,
      'redis_usable{operation="WRITE"}': 0,
    });
    expect(await keyspace()).toEqual([]);
  });

  test('is used as soon as the account may SELECT', async () => {
    await redis.client.acl('SETUSER', 'default', '-select');
    await using board = await start(3);
    await eventually(() => redisLines(board).length === 1);
    await redis.client.acl('SETUSER', 'default', '+select');
    await eventually(() => usesRedis(board));
    expect(redisLines(board)).toEqual([LOST, IN_USE]);
    await eventually(async () => (await keyspace()).length > 0);
    expect(await keyspace()).toEqual(['db3']);
  });
});
