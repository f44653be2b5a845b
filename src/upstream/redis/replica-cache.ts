import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { RedisObserver } from '../../domain/upstream/redis-observer.js';
import type { Provider } from '../../domain/upstream/upstream-error.js';
import { createRedisConnection } from './redis-connection.js';
import { AccountGroup, groupOf } from './account-group.js';
import { CacheNamespace } from './cache-namespace.js';

/** Milliseconds between polls for other replicas' writes. */
const POLL_EVERY = 50;
/** The version of generations' keys. Replicas with different versions don't notice each other's writes. */
const VERSION = 2;
const PREFIX = `switchboard:${String(VERSION)}`;

export type ReplicaCache = ReturnType<typeof createReplicaCache>;

/**
 * The cache in Redis that the replicas of a deployment share. Connects to the Redis at `url` in the background. `now`:
 * milliseconds since the epoch; `timeout`: milliseconds to wait for a reply, 50 by default.
 */
export function createReplicaCache(
  url: URL,
  logger: Logger,
  observer: RedisObserver,
  now: () => number = Date.now,
  timeout?: number,
) {
  const connection = createRedisConnection(url, logger, observer, timeout);
  const prefixes = new Map<CacheNamespace, () => string>();
  const groups = new Map<number, AccountGroup>();
  let polls = 0;

  async function poll(): Promise<void> {
    const all = [...groups.values()];
    await connection.probe(
      (redis) => redis.mget(...all.map(({ markKey }) => markKey)),
      async (marks) => {
        polls += 1;
        const turn = polls % all.length;
        await Promise.all(all.map((group, index) => group.poll(marks[index] ?? null, index === turn)));
      },
    );
  }

  function groupFor(number: number): AccountGroup {
    const group = groups.get(number) ?? new AccountGroup(connection, `${PREFIX}:mark:${String(number)}`);
    groups.set(number, group);
    return group;
  }

  const timer = setInterval(() => void poll(), POLL_EVERY).unref();

  return {
    /**
     * Opens the namespace of one workspace's account with a provider. `settings`: everything that determines its data;
     * a different address or credential means a different account. Keys contain only their hash, which is computed
     * again when `settingsChanged` is called.
     */
    account(provider: Provider, workspace: string, settings: object): CacheNamespace {
      const name = `${workspace}:${provider}`;
      const group = groupFor(groupOf(name));
      const prefix = () => `${PREFIX}:${name}:${hashOf(settings)}`;
      const account = new CacheNamespace(connection, prefix(), group.markKey, now);
      prefixes.set(account, prefix);
      group.add(account);
      return account;
    },
    settingsChanged(): void {
      for (const [account, prefix] of prefixes) account.moveTo(prefix());
    },
    close(): void {
      clearInterval(timer);
      connection.close();
    },
  };
}

function hashOf(settings: object): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 32);
}
