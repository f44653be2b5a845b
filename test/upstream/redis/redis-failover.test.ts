import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCompany, DAY } from '../../support/a-company.js';
import { measured } from '../../support/measured.js';
import { eventually } from '../../support/eventually.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { aClock } from '../../support/a-clock.js';
import { describeWithRedis, type RedisServer, startRedis } from '../../support/a-redis.js';
import { redisLines, startReplicas, TTL, usesRedis } from '../../support/replicas.js';

const EVERYTHING = `query ($from: DateTime!, $to: DateTime!) {
  client { name } extensions { totalCount } calls(from: $from, to: $to) { totalCount nodes { uuid notes { text } } }
}`;
const UPDATE = `mutation { updateClient(input: { timezone: "Asia/Tokyo" }) { client { timezone } } }`;
const IN_USE = 'Redis connected';
const LOST = 'Redis unavailable: continuing without it';
const NO_WRITES = 'Redis rejects writes: replicas share no new data';
const WRITES_AGAIN = 'Redis accepts writes again';

const { now } = aClock('2025-03-14T10:00:00Z');
const company = { data: aCompany([3]) };
const options = { ttl: TTL, maxStale: 3600, now, metrics: true };

/** A stable address whose server changes, like that of a load balancer or a service. */
interface StableAddress {
  readonly url: URL;
  /** Open connections stay with their server. */
  leadTo(redis: RedisServer): void;
  /** New connections are accepted, and never get a reply. */
  leadNowhere(): void;
  close(): Promise<void>;
}

async function startAddress(redis: RedisServer): Promise<StableAddress> {
  let port: number | null = Number(redis.url.port);
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    if (port === null) return void open.add(socket.resume());
    const onward = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      open.add(from);
      from.on('error', () => undefined).on('close', () => to.destroy());
      from.pipe(to);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  return {
    url: new URL(`redis://127.0.0.1:${String(own)}`),
    leadTo: (next) => (port = Number(next.url.port)),
    leadNowhere: () => (port = null),
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const reasons = (board: Switchboard, message: string) =>
  board.log.filter(({ msg }) => msg === message).map(({ reason }) => reason);

describeWithRedis('after a failover', () => {
  let old: RedisServer;
  let primary: RedisServer;
  let address: StableAddress;

  beforeEach(async () => {
    [old, primary] = await Promise.all([startRedis(), startRedis()]);
    address = await startAddress(old);
  });
  afterEach(async () => {
    await address.close();
    await Promise.all([old.close(), primary.close()]);
  });

  // Red if a rejected write changes nothing: both replicas keep reading from a server that no one can write to.
  test('replicas leave the old, read-only node and share data through the new one', async () => {
    await using both = await startReplicas(address.url, company, options);
    const { first, second } = both;
    address.leadTo(primary);
    await old.client.replicaof('127.0.0.1', primary.url.port);
    expect((await first.query(UPDATE)).errors).toBeUndefined();
    expect((await second.query(EVERYTHING, DAY)).errors).toBeUndefined();
    await eventually(() => [first, second].every((board) => redisLines(board).length === 3));
    for (const board of [first, second]) {
      expect(redisLines(board)).toEqual([IN_USE, LOST, IN_USE]);
      expect(reasons(board, LOST)).toEqual(['READONLY']);
    }
    await first.query(EVERYTHING, DAY);
    await eventually(async () => (await primary.client.keys('*:client')).length > 0);
    both.arrived();
    expect((await second.query(EVERYTHING, DAY)).errors).toBeUndefined();
  });

  // Red if a connection is only given up once Redis has replied to its name.
  test('replicas leave a connection that was accepted, but gets no reply', async () => {
    address.leadNowhere();
    const waitsInVain = { ...options, redisTimeout: 50 };
    await using board = await startSwitchboard({ ...waitsInVain, sandbox: company, redisUrl: address.url });
    await eventually(() => redisLines(board).length === 1, 10_000);
    address.leadTo(primary);
    await eventually(() => usesRedis(board), 10_000);
    expect(redisLines(board)).toEqual([LOST, IN_USE]);
    expect(reasons(board, LOST)).toEqual(['TIMEOUT']);
    await eventually(async () => String(await primary.client.client('LIST')).includes('name=switchboard'));
  });

  test('a node that stays read-only is retried again and again, but logged once', async () => {
    await using both = await startReplicas(address.url, company, options);
    const { first } = both;
    await old.client.replicaof('127.0.0.1', primary.url.port);
    await first.query(UPDATE);
    await eventually(() => !usesRedis(first));
    const failures = async () =>
      (await measured(first, 'redis_failures_total'))[
        'redis_failures_total{operation="WRITE",reason="READONLY"}'
      ] ?? 0;
    const before = await failures();
    await eventually(async () => (await failures()) >= before + 2);
    expect(redisLines(first)).toEqual([IN_USE, LOST]);
    expect(await measured(first, 'redis_usable')).toEqual({
      'redis_usable{operation="READ"}': 0,
      'redis_usable{operation="WRITE"}': 0,
    });
    await old.client.replicaof('NO', 'ONE');
    await eventually(() => usesRedis(first));
    expect(redisLines(first)).toEqual([IN_USE, LOST, IN_USE]);
  });
});

describeWithRedis('a Redis that rejects writes', () => {
  let redis: RedisServer;

  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(() => redis.close());

  describe.each<[string, string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      'because it is full',
      'OOM',
      () => redis.client.config('SET', 'maxmemory', '1'),
      () => redis.client.config('SET', 'maxmemory', '0'),
    ],
    [
      'because the account may not SET',
      'NOPERM',
      () => redis.client.acl('SETUSER', 'default', '-set'),
      () => redis.client.acl('SETUSER', 'default', '+set'),
    ],
    [
      'because the account may not ZADD',
      'NOPERM',
      () => redis.client.acl('SETUSER', 'default', '-zadd'),
      () => redis.client.acl('SETUSER', 'default', '+zadd'),
    ],
  ])('%s', (_, reason, refuse, allow) => {
    // Red if rejected writes are ignored, or taken for a loss of Redis as a whole.
    test('is logged once, has each rejection counted, and shares data again once it accepts writes', async () => {
      await using both = await startReplicas(redis.url, company, options);
      const { first } = both;
      await refuse();
      expect((await first.query(EVERYTHING, DAY)).errors).toBeUndefined();
      await eventually(() => redisLines(first).includes(NO_WRITES));
      expect((await first.query(EVERYTHING, DAY)).errors).toBeUndefined();
      expect(redisLines(first)).toEqual([IN_USE, NO_WRITES]);
      expect(reasons(first, NO_WRITES)).toEqual([reason]);
      const sample = `redis_failures_total{operation="WRITE",reason="${reason}"}`;
      expect((await measured(first, 'redis_failures_total'))[sample]).toBeGreaterThan(0);
      expect(await measured(first, 'redis_usable')).toEqual({
        'redis_usable{operation="READ"}': 1,
        'redis_usable{operation="WRITE"}': 0,
      });

      await allow();
      await eventually(() => redisLines(first).length === 3);
      expect(redisLines(first)).toEqual([IN_USE, NO_WRITES, WRITES_AGAIN]);
      expect(await measured(first, 'redis_usable')).toMatchObject({ 'redis_usable{operation="WRITE"}': 1 });
    });
  });

  // Red if only some of the commands are retried: Redis would seem to accept writes again until the next one.
  test('isn’t reported to accept them again while it refuses a command that a write includes', async () => {
    await using both = await startReplicas(redis.url, company, options);
    const { first } = both;
    await redis.client.acl('SETUSER', 'default', '-zrevrange');
    await first.query(EVERYTHING, DAY);
    await eventually(() => redisLines(first).includes(NO_WRITES));
    const refused = async () =>
      (await measured(first, 'redis_failures_total'))[
        'redis_failures_total{operation="WRITE",reason="NOPERM"}'
      ] ?? 0;
    const before = await refused();
    await eventually(async () => (await refused()) >= before + 2);
    expect(redisLines(first)).toEqual([IN_USE, NO_WRITES]);
  });

  // Red if the first generation is part of the probe: Redis would count as lost.
  test('from the start is logged, and stays in use for reads', async () => {
    await redis.client.acl('SETUSER', 'default', '-set');
    await using board = await startSwitchboard({ ...options, sandbox: company, redisUrl: redis.url });
    await eventually(() => redisLines(board).length === 2);
    expect((await board.query(EVERYTHING, DAY)).errors).toBeUndefined();
    expect(redisLines(board)).toEqual([IN_USE, NO_WRITES]);
  });
});
