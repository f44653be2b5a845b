import { createHash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { RedisObserver } from '../../domain/upstream/redis-observer.js';
import type { Provider } from '../../domain/upstream/upstream-error.js';
import { createRedisConnection, type RedisConnection } from './redis-connection.js';
import { CacheNamespace, GENERATION_LIFETIME } from './cache-namespace.js';

/** Milliseconds between polls for other replicas' writes. */
const POLL_EVERY = 50;
/** The version of generations' keys. Replicas with different versions don't notice each other's writes. */
const VERSION = 2;
const PREFIX = `switchboard:${String(VERSION)}`;
/**
 * Accounts belong to 64 groups. Redis holds a random text for each, its mark, which is replaced after each change of a
 * generation: while it is unchanged, no generation has changed. A poll reads the marks, however many accounts there are.
 */
const MARK_KEYS = Array.from({ length: 64 }, (_, group) => `${PREFIX}:mark:${String(group)}`);

interface Account {
  readonly namespace: CacheNamespace;
  readonly group: number;
  /** Begins its keys; changes with the settings. */
  readonly prefix: () => string;
}

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
  const accounts: Account[] = [];
  /** The marks after which the generations of their groups were last read. */
  const seen: (string | null)[] = [];
  let polls = 0;

  /** Reads the generations that may have changed, and those of one group in turn: earlier releases set no marks. */
  async function follow(marks: readonly (string | null)[]): Promise<void> {
    polls += 1;
    const turn = polls % MARK_KEYS.length;
    const isChanged = (group: number) => marks[group] === null || marks[group] !== seen[group];
    const due = accounts.filter(
      ({ namespace, group }) => namespace.isDue || group === turn || isChanged(group),
    );
    const groups = [...new Set(due.map(({ group }) => group))];
    const read = await readGenerations(
      connection,
      due.map(({ namespace }) => namespace),
      groups.map((group) => MARK_KEYS[group] ?? ''),
    );
    for (const [index, mark] of read.entries()) seen[groups[index] ?? 0] = mark;
  }

  const timer = setInterval(() => {
    void connection.probe((redis) => redis.mget(...MARK_KEYS), follow);
  }, POLL_EVERY).unref();

  return {
    /**
     * Opens the namespace of one workspace's account with a provider. `settings`: everything that determines its data;
     * a different address or credential means a different account. Keys contain only their hash, which is computed
     * again when `settingsChanged` is called.
     */
    account(provider: Provider, workspace: string, settings: object): CacheNamespace {
      const name = `${workspace}:${provider}`;
      // Independent of the settings, and the same on every replica.
      const group = createHash('sha256').update(name).digest().readUInt32BE() % MARK_KEYS.length;
      const hash = () => createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 32);
      const prefix = () => `${PREFIX}:${name}:${hash()}`;
      const namespace = new CacheNamespace(connection, prefix(), MARK_KEYS[group] ?? '', now);
      accounts.push({ namespace, group, prefix });
      return namespace;
    },
    settingsChanged(): void {
      for (const { namespace, prefix } of accounts) namespace.moveTo(prefix());
    },
    close(): void {
      clearInterval(timer);
      connection.close();
    },
  };
}

/**
 * Lets accounts follow their generations in Redis, and returns the marks with these keys; empty if Redis doesn't answer.
 * Creates what is missing: a missing mark shows that Redis has lost its data.
 */
export async function readGenerations(
  connection: RedisConnection,
  accounts: readonly CacheNamespace[],
  markKeys: readonly string[],
): Promise<readonly (string | null)[]> {
  if (accounts.length === 0) return [];
  const changes = accounts.map((account) => account.changes);
  for (const account of accounts) account.isDue = false;
  const texts = await textsOf(connection, [...accounts.map((account) => account.generationKey), ...markKeys]);
  const follow = async (account: CacheNamespace, index: number) => {
    const generation = texts?.[index] ?? null;
    account.isDue ||= generation === null || account.changes !== changes[index];
    if (texts !== null && account.changes === changes[index]) await account.follow(generation);
  };
  await Promise.all(accounts.map(follow));
  return texts?.slice(accounts.length) ?? [];
}

/** The random texts of these keys, in their order; missing ones are created. null if Redis doesn't answer. */
async function textsOf(
  connection: RedisConnection,
  keys: readonly string[],
): Promise<readonly (string | null)[] | null> {
  const found = await connection.run((redis) => redis.mget(...keys));
  const missing = keys.filter((_, index) => found?.[index] === null);
  if (missing.length === 0) return found;
  const begin = (redis: Redis) =>
    Promise.all(missing.map((key) => redis.set(key, randomUUID(), 'PX', GENERATION_LIFETIME, 'NX')));
  await connection.write(begin);
  return connection.run((redis) => redis.mget(...keys));
}
