import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createRedisConnection } from '../../../src/upstream/redis/redis-connection.js';
import { NO_OBSERVER } from '../../../src/domain/upstream/upstream-observer.js';
import { aLogger } from '../../support/a-logger.js';
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

  /** The databases that contain keys. */
  const keyspace = async () =>
    [...(await redis.client.info('keyspace')).matchAll(/^(db\d+):/gm)].map(([, name]) => name);

  test('shares data only in that database', async () => {
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

  // Red if SELECT and the first command must both be answered within the timeout of one reply.
  test('is used if one round trip takes more than half of the timeout', async () => {
    await using distant = await aDistance(redis.url, 300);
    const failures: unknown[] = [];
    const observer = { ...NO_OBSERVER, redisFailed: (...failure: unknown[]) => failures.push(failure) };
    const link = createRedisConnection(distant.url(3), aLogger().logger, observer, 500);
    await eventually(async () => (await link.probe((connected) => connected.dbsize())) === 0);
    expect(await link.run((connected) => connected.set('key', 'value'))).toBe('OK');
    expect(failures).toEqual([]);
    expect(await keyspace()).toEqual(['db3']);
    link.close();
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

/** A relay to a server that delays every reply by so many milliseconds. */
async function aDistance({ hostname, port }: URL, delay: number) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.pipe(far);
    far.on('data', (reply) => setTimeout(() => near.write(reply), delay));
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port: nearPort } = server.address() as AddressInfo;
  return {
    url: (database: number) => new URL(`redis://127.0.0.1:${String(nearPort)}/${String(database)}`),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}
