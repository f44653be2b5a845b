import type { Redis, RedisOptions } from 'ioredis';
import type { Logger } from 'pino';

/** The one connection of this process to Redis, which may be slow or gone at any time. */
export interface RedisLink {
  /**
   * What Redis answers to commands; null where it isn't in use, refuses one or doesn't answer within 50 ms.
   * Never rejects.
   */
  run<T>(commands: (redis: Redis) => Promise<T>): Promise<T | null>;
  /** The same, sent while Redis isn't in use, too: its answer is what puts it in use. */
  probe<T>(commands: (redis: Redis) => Promise<T>): Promise<T | null>;
  close(): void;
}

/** Milliseconds. */
const COMMAND_TIMEOUT = 50;
const CONNECT_TIMEOUT = 2000;
const RECONNECT_AFTER = 1000;
/** Failures in a row after which nobody but a probe waits for Redis any more. */
const FAILURES = 3;
/** Failures in a row after which the connection itself is given up. */
const FAILURES_OF_CONNECTION = 20;

/**
 * Connects with Redis in the background, again and again. The log gets a line when Redis is in use, and one when
 * it is lost, with the kind of failure alone.
 */
export function createRedisLink(url: URL, logger: Logger): RedisLink {
  let connection: Redis | null = null;
  let state: 'CONNECTING' | 'IN_USE' | 'LOST' | 'CLOSED' = 'CONNECTING';
  let failures = 0;

  function use(): void {
    failures = 0;
    if (state === 'IN_USE' || state === 'CLOSED') return;
    state = 'IN_USE';
    logger.info('Redis is in use');
  }

  function lose(reason: string): void {
    if (state === 'LOST' || state === 'CLOSED') return;
    state = 'LOST';
    logger.warn({ reason }, 'Redis is lost: going on without it');
  }

  /** Loaded only where it is used: it would make every start longer. */
  async function connect(): Promise<void> {
    const { Redis } = await import('ioredis');
    if (state === 'CLOSED') return;
    connection = new Redis(optionsOf(url));
    connection.on('error', (error: unknown) => lose(reasonOf(error)));
    connection.on('close', () => lose('CLOSED'));
  }

  async function send<T>(redis: Redis, commands: (redis: Redis) => Promise<T>): Promise<T | null> {
    try {
      const answer = await inTime(commands(redis));
      use();
      return answer;
    } catch (error) {
      failures += 1;
      if (failures >= FAILURES) lose(reasonOf(error));
      if (failures >= FAILURES_OF_CONNECTION && redis.status === 'ready') {
        failures = 0;
        redis.disconnect(true);
      }
      return null;
    }
  }

  void connect();

  return {
    run: async (commands) => (connection !== null && state === 'IN_USE' ? send(connection, commands) : null),
    probe: async (commands) => (connection?.status === 'ready' ? send(connection, commands) : null),
    close() {
      state = 'CLOSED';
      connection?.disconnect();
    },
  };
}

function optionsOf({ protocol, hostname, port, username, password, pathname }: URL): RedisOptions {
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    db: Number(pathname.slice(1)),
    ...(protocol === 'rediss:' && { tls: {} }),
    connectionName: 'switchboard',
    connectTimeout: CONNECT_TIMEOUT,
    retryStrategy: () => RECONNECT_AFTER,
    // A command is worth nothing when its caller has gone on without it.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // Both cost commands that an account with few rights may not have.
    enableReadyCheck: false,
    disableClientInfo: true,
  };
}

/** Rejects when 50 ms are over; an answer that came while this process was busy itself is read first. */
function inTime<T>(answer: Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(() => setImmediate(reject, new Error('No answer in time.')), COMMAND_TIMEOUT);
  answer.then(resolve, reject).finally(() => clearTimeout(timer));
  return promise;
}

/** The kind of a failure, such as ECONNREFUSED or WRONGPASS: messages can name an address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return /^[A-Z]{2,}(?= )/.exec(error.message)?.[0] ?? 'TIMEOUT';
}
