import { Redis } from 'ioredis';
import type { RedisReason } from '../../domain/upstream/redis-observer.js';
import { inTime, isRefusedCommand, redisReason } from './redis-failure.js';
import { REDIS_OPTIONS, selectDatabase, testCommands } from './redis-options.js';

/** Milliseconds. */
const TIMEOUT = 5000;

/** Why a Redis can't be used: it can't be reached, or refuses (`isRefusal`) a command that replicas need. */
export interface RedisFault {
  readonly reason: RedisReason;
  readonly isRefusal: boolean;
}

/** Connects once, and tries the database and the commands that replicas send; null if Redis accepts all of them. */
export async function inspectRedis(url: URL): Promise<RedisFault | null> {
  const redis = new Redis(url.href, { ...REDIS_OPTIONS, lazyConnect: true, retryStrategy: () => null });
  /** Why there is no connection; the error of a command doesn't say. */
  let failure: unknown = null;
  redis.on('error', (error) => (failure ??= error));
  try {
    const connected = redis.connect().then(() => selectDatabase(redis));
    await inTime(
      connected.then(() => testCommands(redis)),
      TIMEOUT,
    );
    return null;
  } catch (error) {
    return { reason: redisReason(failure ?? error), isRefusal: isRefusedCommand(failure ?? error) };
  } finally {
    redis.disconnect();
  }
}
