import type { Redis } from 'ioredis';

const KEY = 'switchboard:write-test';
const LIST = `${KEY}:list`;
/** Milliseconds. */
const LIFETIME = 1000;

/** Sends each command that replicas write with, to keys that are never read; rejects if Redis refuses one. */
export async function testWrites(redis: Redis): Promise<void> {
  await Promise.all([
    redis.set(KEY, '', 'PX', LIFETIME),
    redis.zadd(LIST, 0, ''),
    redis.pexpire(LIST, LIFETIME),
    redis.zrem(LIST, ''),
    redis.unlink(KEY),
  ]);
}
