import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { RedisObserver, RedisOperation, RedisReason } from '../../domain/upstream/redis-observer.js';
import { inTime, isRefusal, isRefusedCommand, redisReason } from './redis-failure.js';
import { REDIS_OPTIONS, selectDatabase, testCommands } from './redis-options.js';

/** This process's connection to Redis, which may be slow or lost at any time. */
export type RedisConnection = ReturnType<typeof createRedisConnection>;

type Commands<T> = (redis: Redis) => Promise<T>;

/** Milliseconds for which a command waits for its reply. */
const COMMAND_TIMEOUT = 50;
const TEST_WRITES_EVERY = 1000;
/** Consecutive failures after which only probes are sent. */
const FAILURES = 3;
/** Consecutive failures after which the connection is closed and opened again. */
const FAILURES_OF_CONNECTION = 20;

/**
 * Connects to Redis in the background, and reconnects. Logs when Redis is in use, is lost (with the kind of failure
 * only), refuses writes and accepts them again. A Redis that reports READONLY was the primary before a failover: it
 * isn't read either, and the connection is opened again. `timeout`: milliseconds to wait for a reply.
 */
export function createRedisConnection(
  url: URL,
  logger: Logger,
  observer: RedisObserver,
  timeout = COMMAND_TIMEOUT,
) {
  let connection: Redis | null = null;
  let state: 'CONNECTING' | 'IN_USE' | 'LOST' | 'CLOSED' = 'CONNECTING';
  let isLogged = false;
  /** The reasons logged since Redis was last in use. */
  const reasons = new Set<RedisReason>();
  let failures = 0;
  /** Why Redis refuses writes; null while it accepts them. */
  let refusal: RedisReason | null = null;
  let writesTested = -Infinity;

  function reportUsable(): void {
    observer.redisUsable('READ', state === 'IN_USE');
    observer.redisUsable('WRITE', state === 'IN_USE' && refusal === null);
  }

  function use(): void {
    failures = 0;
    if (state !== 'CLOSED') state = 'IN_USE';
  }

  function logUse(): void {
    if (state !== 'IN_USE' || isLogged) return;
    isLogged = true;
    reasons.clear();
    logger.info('Redis connected');
    reportUsable();
  }

  /** While Redis is lost, logs only what Redis replies when it can be reached again, once. */
  function lose(reason: RedisReason): void {
    const isKnown = state === 'LOST' && (reasons.has(reason) || !isRefusal(reason));
    if (isKnown || state === 'CLOSED') return;
    state = 'LOST';
    isLogged = false;
    reasons.add(reason);
    logger.warn({ reason }, 'Redis unavailable: continuing without it');
    reportUsable();
  }

  function refuseWrites(reason: RedisReason, redis: Redis): void {
    const isKnown = refusal !== null && refusal !== 'READONLY';
    refusal = reason;
    writesTested = performance.now();
    if (reason === 'READONLY') {
      lose(reason);
      redis.disconnect(true);
    } else if (!isKnown) {
      logUse();
      logger.warn({ reason }, 'Redis rejects writes: replicas share no new data');
      reportUsable();
    }
  }

  function takeWrites(): void {
    if (refusal !== null && refusal !== 'READONLY') logger.info('Redis accepts writes again');
    refusal = null;
    use();
    logUse();
    reportUsable();
  }

  async function connect(): Promise<void> {
    const { Redis } = await import('./redis-driver.js');
    if (state === 'CLOSED') return;
    const redis = (connection = new Redis(url.href, REDIS_OPTIONS));
    // For operators; its reply isn't needed, nor its permission.
    redis.on('ready', () => void redis.client('SETNAME', 'switchboard').catch(() => undefined));
    redis.on('error', (error: unknown) => lose(redisReason(error)));
    redis.on('close', () => lose('CLOSED'));
  }

  function fail(operation: RedisOperation, error: unknown, redis: Redis): void {
    const reason = redisReason(error);
    observer.redisFailed(operation, reason);
    if (operation === 'WRITE' && isRefusedCommand(error)) return refuseWrites(reason, redis);
    failures += 1;
    if (failures >= FAILURES) lose(reason);
    if (failures >= FAILURES_OF_CONNECTION && redis.status === 'ready') {
      failures = 0;
      redis.disconnect(true);
    }
  }

  async function send<T>(redis: Redis, operation: RedisOperation, commands: Commands<T>): Promise<T | null> {
    try {
      const reply =
        state === 'IN_USE'
          ? await inTime(commands(redis), timeout)
          : // The driver would continue with database 0 if Redis refused the address's.
            await inTime(
              selectDatabase(redis).then(() => commands(redis)),
              2 * timeout,
            );
      // The old primary still answers reads that were sent beside the refused write.
      if (refusal !== 'READONLY') use();
      return reply;
    } catch (error) {
      fail(operation, error, redis);
      return null;
    }
  }

  async function retryWrites(redis: Redis): Promise<void> {
    if (performance.now() - writesTested < TEST_WRITES_EVERY) return;
    writesTested = performance.now();
    const reply = await send(redis, 'WRITE', (connected) => testCommands(connected).then(() => 'TAKEN'));
    if (reply !== null) takeWrites();
  }

  async function whileInUse<T>(operation: RedisOperation, commands: Commands<T>): Promise<T | null> {
    return connection !== null && state === 'IN_USE' ? send(connection, operation, commands) : null;
  }

  reportUsable();
  void connect();

  return {
    /**
     * The reply of Redis to commands that read; null if Redis isn't in use, refuses one or doesn't reply in time.
     * Never rejects.
     */
    run: <T>(commands: Commands<T>) => whileInUse('READ', commands),
    /** Like `run`, for commands that write: Redis may refuse them if it is full, read-only or denies access. */
    write: <T>(commands: Commands<T>) => whileInUse('WRITE', commands),
    /**
     * Like `run`, but also sent while Redis isn't in use: a reply puts it in use, which is logged once `prepare` has
     * settled. After a refused write it also tests, once a second, whether Redis accepts writes again.
     */
    async probe<T>(commands: Commands<T>, prepare?: (reply: T) => Promise<void>): Promise<T | null> {
      if (connection?.status !== 'ready') return null;
      if (refusal !== null) await retryWrites(connection);
      if (refusal === 'READONLY') return null;
      const reply = await send(connection, 'READ', commands);
      if (reply === null) return null;
      await prepare?.(reply);
      logUse();
      return reply;
    },
    close(): void {
      state = 'CLOSED';
      connection?.disconnect();
    },
  };
}
