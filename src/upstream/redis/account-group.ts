import { createHash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type CacheNamespace, GENERATION_LIFETIME } from './cache-namespace.js';
import type { RedisConnection } from './redis-connection.js';

/** The number of groups. A poll reads one key for each, however many accounts there are. */
const GROUPS = 64;

/** The number of an account's group, from 0: independent of its settings, and the same on every replica. */
export function groupOf(account: string): number {
  return createHash('sha256').update(account).digest().readUInt32BE() % GROUPS;
}

/**
 * Accounts whose generations are polled together. Redis holds a random text for the group, its mark, which is replaced
 * after each change of a generation. While it is unchanged, no generation has changed.
 */
export class AccountGroup {
  readonly #accounts = new Set<CacheNamespace>();
  /** The mark after which the generations were last read; null before. */
  #seen: string | null = null;
  /** Whether generations must be read even if the mark is the same. */
  #isDue = true;

  constructor(
    private readonly connection: RedisConnection,
    readonly markKey: string,
  ) {}

  add(account: CacheNamespace): void {
    this.#accounts.add(account);
    this.#isDue = true;
    account.pollAgain = () => (this.#isDue = true);
  }

  /**
   * Reads the accounts' generations if the mark in Redis (null if there is none) shows that one may have changed. With
   * `isTurn` it always reads them, because a replica of an earlier release doesn't replace the mark.
   */
  async poll(mark: string | null, isTurn: boolean): Promise<void> {
    if (!isTurn && !this.#isDue && mark !== null && mark === this.#seen) return;
    this.#isDue = false;
    const accounts = [...this.#accounts];
    const changes = accounts.map((account) => account.changes);
    const keys = accounts.map(({ generationKey }) => generationKey);
    // A missing mark is created, too: its absence shows that Redis has lost its data.
    const generations = await textsOf(this.connection, mark === null ? [...keys, this.markKey] : keys);
    if (generations === null || generations.includes(null)) this.#isDue = true;
    if (generations === null) return;
    this.#seen = mark;
    const follow = async (account: CacheNamespace, index: number) => {
      if (account.changes === changes[index]) await account.follow(generations[index] ?? null);
      else this.#isDue = true;
    };
    await Promise.all(accounts.map(follow));
  }
}

/** The random texts of these keys, in their order; missing ones are created. null if Redis doesn't reply. */
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
