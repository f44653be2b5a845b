import type { Redis, RedisOptions } from 'ioredis';

/** Milliseconds. */
const CONNECT_TIMEOUT = 2000;
const RECONNECT_AFTER = 1000;
/** Of the keys that `testCommands` writes. */
const LIFETIME = 1000;
const KEY = 'switchboard:write-test';
const LIST = `${KEY}:list`;

/** How to connect, and reconnect, to the Redis at an address, which the driver itself reads. */
export const REDIS_OPTIONS: RedisOptions = {
  connectTimeout: CONNECT_TIMEOUT,
  retryStrategy: () => RECONNECT_AFTER,
  // The caller of a delayed command has stopped waiting for it.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // Both send commands for which an account with few rights may lack permission. Nor is `connectionName` set: the
  // driver would wait for the reply, without a limit, before the connection is ready.
  enableReadyCheck: false,
  disableClientInfo: true,
};

/** Selects the database that the address names; rejects if Redis refuses it. Nothing is sent for database 0. */
export async function selectDatabase(redis: Redis): Promise<void> {
  const { db = 0 } = redis.options;
  if (db > 0) await redis.select(db);
}

/** Sends each command that replicas send, with keys of its own; rejects if Redis refuses one. */
export async function testCommands(redis: Redis): Promise<void> {
  await Promise.all([
    redis.set(KEY, '', 'PX', LIFETIME),
    redis.mget(KEY),
    redis.zadd(LIST, 0, ''),
    redis.pexpire(LIST, LIFETIME),
    redis.zrevrange(LIST, 0, -1),
    redis.zrem(LIST, ''),
    redis.unlink(KEY),
  ]);
}
