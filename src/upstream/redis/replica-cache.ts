import { createHash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { RedisObserver } from '../../domain/upstream/redis-observer.js';
import type { Provider } from '../../domain/upstream/upstream-error.js';
import { createRedisConnection, type RedisConnection } from './redis-connection.js';
import { GENERATION_LIFETIME, CacheNamespace } from './cache-namespace.js';

/** What the replicas of a deployment share in Redis. */
export interface ReplicaCache {
  /**
   * The place of one workspace's account with a provider. `settings` are all that decides its answers: another
   * address or another credential is another account. A key of Redis holds only their hash; they are read again when
   * `settingsChanged` is called.
   */
  account(provider: Provider, workspace: string, settings: object): CacheNamespace;
  settingsChanged(): void;
  close(): void;
}

/** Milliseconds in which a replica looks whether another one has written. */
const LOOK_EVERY = 100;
/** Another one for another form of the kept values: a value of another version is never found. */
const VERSION = 2;

/** Connects with the Redis at `url` in the background. `now`: milliseconds since the epoch; `patience`: milliseconds, by default 50. */
export function createReplicaCache(
  url: URL,
  logger: Logger,
  observer: RedisObserver,
  now: () => number = Date.now,
  patience?: number,
): ReplicaCache {
  const link = createRedisConnection(url, logger, observer, patience);
  const prefixes = new Map<CacheNamespace, () => string>();

  async function look(): Promise<void> {
    const accounts = [...prefixes.keys()];
    const keys = accounts.map(({ generationKey }) => generationKey);
    const generations = await generationsOf(link, keys);
    if (generations === null) return;
    await Promise.all(accounts.map((account, index) => account.follow(generations[index] ?? null)));
  }

  const timer = setInterval(() => void look(), LOOK_EVERY).unref();

  return {
    account(provider, workspace, settings) {
      const prefix = () => `switchboard:${String(VERSION)}:${workspace}:${provider}:${hashOf(settings)}`;
      const account = new CacheNamespace(link, prefix(), now);
      prefixes.set(account, prefix);
      return account;
    },
    settingsChanged() {
      for (const [account, prefix] of prefixes) account.moveTo(prefix());
    },
    close() {
      clearInterval(timer);
      link.close();
    },
  };
}

function hashOf(settings: object): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 32);
}

/** The generations of these keys; one that isn't there yet begins. null if Redis can't be asked. */
async function generationsOf(
  link: RedisConnection,
  keys: readonly string[],
): Promise<readonly (string | null)[] | null> {
  const found = await link.probe((redis) => redis.mget(...keys));
  const missing = keys.filter((_, index) => found?.[index] === null);
  if (missing.length === 0) return found;
  const begin = (redis: Redis) =>
    Promise.all(missing.map((key) => redis.set(key, randomUUID(), 'PX', GENERATION_LIFETIME, 'NX')));
  await link.write(begin);
  return link.run((redis) => redis.mget(...keys));
}
