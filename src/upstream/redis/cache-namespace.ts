import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { packed, unpacked } from './packed-value.js';
import type { RedisConnection } from './redis-connection.js';

/** A record that was found in Redis. */
export interface Found {
  /** As `parseJson` reads it. */
  readonly value: unknown;
  /** Milliseconds since it was requested from the provider. */
  readonly age: number;
  /** The generation that it belongs to. It must not be cached if the namespace has another one by then. */
  readonly generation: string;
}

/** How a record is stored. */
export interface Keeping {
  /** The namespace's `generation` before the request. Nothing is stored if it is null or has changed since. */
  readonly generation: string | null;
  /** Milliseconds since the request. */
  readonly age: number;
  /** Milliseconds from the request until the record expires in Redis. */
  readonly lifetime: number;
}

/** Milliseconds; longer than any record lives. */
export const GENERATION_LIFETIME = 30 * 86_400_000;
const LISTED = 200;
/** The maximum lead of another replica's clock, in milliseconds, for its records to be used. */
const AHEAD = 5000;
/**
 * The format of values and lists, as part of their keys: a release with another format never finds them. Keys of
 * generations don't have it, so that replicas of two releases notice each other's writes.
 */
const FORM = 'records';

/**
 * The records that replicas share of one provider's account in a workspace. Every key contains the generation, a
 * random text in Redis: changing it invalidates everything that was requested before, requests in flight included.
 * No method waits for Redis longer than the connection does, and none rejects if Redis fails.
 */
export class CacheNamespace {
  /** The generation last read from Redis; null if it had none, or was never read. */
  #seen: string | null = null;
  /** The generation that must be written to Redis before its records are used again. */
  #owed: string | null = null;
  readonly #listeners: (() => void)[] = [];
  /** Whether the generation must be read again, whether or not the mark changes. */
  isDue = true;
  /**
   * How often this process has begun or completed a change of the generation, or of its key; a generation read before
   * the last one is outdated.
   */
  changes = 0;

  /**
   * `prefix` begins all keys but `markKey`, whose text is replaced after each change of the generation. `now`:
   * milliseconds since the epoch, as on other replicas.
   */
  constructor(
    private readonly connection: RedisConnection,
    private prefix: string,
    private readonly markKey: string,
    private readonly now: () => number,
  ) {}

  get generationKey(): string {
    return `${this.prefix}:generation`;
  }

  /** Read it before a request, and pass it to `keep` with the result; null while nothing can be found or stored. */
  get generation(): string | null {
    return this.#owed === null ? this.#seen : null;
  }

  /**
   * The record with this name; null if there is none, it can't be read or is from the future, or Redis doesn't reply.
   */
  async find(name: string): Promise<Found | null> {
    const { generation } = this;
    if (generation === null) return null;
    const key = this.#keyOf(generation, name);
    const reply = await this.connection.run((redis) => redis.mgetBuffer(this.generationKey, key));
    if (reply === null) return null;
    const [current = null, bytes = null] = reply;
    this.#note(current && current.toString());
    if (bytes === null || current?.toString() !== generation) return null;
    const found = await unpacked(key, bytes);
    if (found === null || found.requestedAt > this.now() + AHEAD) return null;
    return { value: found.value, age: Math.max(0, this.now() - found.requestedAt), generation };
  }

  /** The names of at most about 200 listed records, latest request first; some may have expired. */
  async names(): Promise<readonly string[]> {
    const { generation } = this;
    if (generation === null) return [];
    const list = this.#keyOf(generation, 'list');
    return (await this.connection.run((redis) => redis.zrevrange(list, 0, -1))) ?? [];
  }

  /**
   * Stores a value of `parseJson` for other replicas. With `isListed`, also adds the name to `names`; of more than 200
   * listed records, those requested first are deleted.
   */
  async keep(name: string, value: unknown, keeping: Keeping, isListed = false): Promise<void> {
    const { generation, age, lifetime } = keeping;
    const left = Math.floor(lifetime - age);
    if (generation === null || generation !== this.generation || left <= 0) return;
    const requestedAt = Math.floor(this.now() - age);
    const key = this.#keyOf(generation, name);
    const bytes = await packed(key, { requestedAt, value });
    if (bytes === null) return;
    const list = this.#keyOf(generation, 'list');
    const reply = await this.connection.write((redis) =>
      Promise.all([
        redis.set(key, bytes, 'PX', left),
        isListed ? addToList(redis, list, requestedAt, name) : [],
      ]),
    );
    const surplus = reply?.[1] ?? [];
    if (surplus.length === 0) return;
    const keys = surplus.map((each) => this.#keyOf(generation, each));
    await this.connection.write((redis) =>
      Promise.all([redis.unlink(...keys), redis.zrem(list, ...surplus)]),
    );
  }

  /**
   * Invalidates everything requested so far, on every replica. Resolves once Redis has been written to, or has failed;
   * the write is then retried, and this process uses no records until it succeeds.
   */
  async forget(): Promise<void> {
    this.#owed = randomUUID();
    this.changes += 1;
    await this.#writeOwed(this.#owed);
  }

  /** Switches to another prefix, of unknown generation; calls `onForgotten`'s listeners if the old one was known. */
  moveTo(prefix: string): void {
    if (prefix === this.prefix) return;
    this.prefix = prefix;
    this.#owed = null;
    this.changes += 1;
    this.#note(null);
  }

  /**
   * Calls `listen` whenever the generation changes, because this process's cached data of the account may be outdated.
   */
  onForgotten(listen: () => void): void {
    this.#listeners.push(listen);
  }

  /** Accepts the generation in Redis, null if it has none, and writes the one that is still to be written. */
  async follow(current: string | null): Promise<void> {
    this.#note(current);
    if (this.#owed !== null) await this.#writeOwed(this.#owed);
  }

  #note(current: string | null): void {
    if (current === this.#seen) return;
    this.#seen = current;
    if (current === null) this.isDue = true;
    for (const listen of this.#listeners) listen();
  }

  async #writeOwed(owed: string): Promise<void> {
    const reply = await this.connection.write((redis) =>
      Promise.all([
        redis.set(this.generationKey, owed, 'PX', GENERATION_LIFETIME),
        redis.set(this.markKey, randomUUID(), 'PX', GENERATION_LIFETIME),
      ]),
    );
    if (reply === null) this.isDue = true;
    if (reply === null || this.#owed !== owed) return;
    this.#owed = null;
    this.changes += 1;
    this.#note(owed);
  }

  #keyOf(generation: string, name: string): string {
    return `${this.prefix}:${generation}:${FORM}:${name}`;
  }
}

/** Adds a name, and returns the names that exceed the list's limit, for the caller to delete. */
async function addToList(redis: Redis, list: string, requestedAt: number, name: string): Promise<string[]> {
  const [, , surplus] = await Promise.all([
    redis.zadd(list, requestedAt, name),
    redis.pexpire(list, GENERATION_LIFETIME),
    redis.zrevrange(list, LISTED, -1),
  ]);
  return surplus;
}
