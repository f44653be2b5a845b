import type { RedisOptions } from 'ioredis';

/** Milliseconds. */
const CONNECT_TIMEOUT = 2000;
const RECONNECT_AFTER = 1000;

/** How a connection to the Redis at an address is made, and made again. */
export function redisOptions({ protocol, hostname, port, username, password, pathname }: URL): RedisOptions {
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
