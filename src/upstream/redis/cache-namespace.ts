import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { packed, unpacked } from './packed-value.js';
import type { RedisConnection } from './redis-connection.js';

/** A record that was found in Redis. */
export interface Found {
  /** As `parseJson` reads it. */
  readonly value: unknown;
  /** Milliseconds since the provider was asked for it. */
  readonly age: number;
  /** It must not be remembered if the account has another generation by then. */
  readonly generation: string;
}

export interface Keeping {
  /** `generation` as it was when the provider was asked; null keeps nothing. */
  readonly generation: string | null;
  /** Milliseconds since the provider was asked. */
  readonly age: number;
  /** Milliseconds from the question on until Redis drops it. */
  readonly lifetime: number;
}

/** Milliseconds; longer than anything is kept. */
export const GENERATION_LIFETIME = 30 * 86_400_000;
const LISTED = 200;
/**
 * The form of values and lists; another one for another form, which is then never found. Generations keep theirs, so that
 * replicas of two releases learn of each other's writes.
 */
const FORM = 'records';

/**
 * What replicas share of one provider's account in a workspace. Its generation is a random text in Redis that
 * everyone's keys carry: who changes it makes all that was asked for before unfindable, also what is still under
 * way. Redis is never waited for longer than the link says, and everything goes on without it.
 */
export class CacheNamespace {
  /** The generation as Redis last told it; null if it had none, or was never asked. */
  #seen: string | null = null;
  /** The generation that Redis must be told before it is trusted again. */
  #owed: string | null = null;
  readonly #listeners: (() => void)[] = [];
  #unsettled: () => void = () => undefined;
  #changes = 0;

  #prefix: string;

  /**
   * `prefix` begins all keys but `markKey`, whose text is replaced after each change of the generation. `now` is in
   * milliseconds since the epoch, as on other replicas.
   */
  constructor(
    private readonly link: RedisConnection,
    prefix: string,
    private readonly markKey: string,
    private readonly now: () => number,
  ) {
    this.#prefix = prefix;
  }

  get generationKey(): string {
    return `${this.#prefix}:generation`;
  }

  /** How often this process has begun or ended a change of the generation: what was read of it before the last one is outdated. */
  get changes(): number {
    return this.#changes;
  }

  /** To be noted when a provider is asked, for `keep`; null while nothing may be found or kept. */
  get generation(): string | null {
    return this.#owed === null ? this.#seen : null;
  }

  /** What is kept under a name; null if nothing is, it can't be read or Redis can't be asked. */
  async find(name: string): Promise<Found | null> {
    const { generation } = this;
    if (generation === null) return null;
    const key = this.#keyOf(generation, name);
    const answer = await this.link.run((redis) => redis.mgetBuffer(this.generationKey, key));
    if (answer === null) return null;
    const [current = null, bytes = null] = answer;
    this.#note(current && current.toString());
    if (bytes === null || current?.toString() !== generation) return null;
    const found = await unpacked(key, bytes);
    return found && { value: found.value, age: Math.max(0, this.now() - found.asked), generation };
  }

  /** The names under which something was kept as listed, at most 200, asked for last first. */
  async names(): Promise<readonly string[]> {
    const { generation } = this;
    if (generation === null) return [];
    const list = this.#keyOf(generation, 'list');
    return (await this.link.run((redis) => redis.zrevrange(list, 0, -1))) ?? [];
  }

  /** Keeps a value of `parseJson` for other replicas; nobody waits for it. */
  keep(name: string, value: unknown, keeping: Keeping): void {
    void this.#keep(name, value, keeping);
  }

  /** As `keep`; `names` tells its name to others. Of more than 200 what was asked for first is dropped. */
  keepListed(name: string, value: unknown, keeping: Keeping): void {
    void this.#keep(name, value, keeping, true);
  }

  /**
   * Makes every replica forget what was asked for until now. Settles when Redis has been told, or can't be told
   * at the moment; then it will be, and until then nothing is taken from it here.
   */
  async forget(): Promise<void> {
    this.#owed = randomUUID();
    this.#changes += 1;
    await this.#writeOwed(this.#owed);
  }

  /** Goes on as the account of another prefix, of which nothing is known yet; what is in memory is forgotten. */
  moveTo(prefix: string): void {
    if (prefix === this.#prefix) return;
    this.#prefix = prefix;
    this.#owed = null;
    this.#note(null);
  }

  /** `listen` is called whenever what is in this process's memory is to be forgotten: others may have written. */
  onForgotten(listen: () => void): void {
    this.#listeners.push(listen);
  }

  /** `listen` is called when the generation is to be looked at again, whether or not the mark changes. */
  onUnsettled(listen: () => void): void {
    this.#unsettled = listen;
  }

  /** Takes note of the generation in Redis, null if it has none, and tells it what is owed. */
  async follow(current: string | null): Promise<void> {
    this.#note(current);
    if (this.#owed !== null) await this.#writeOwed(this.#owed);
  }

  #note(current: string | null): void {
    if (current === this.#seen) return;
    this.#seen = current;
    if (current === null) this.#unsettled();
    for (const listen of this.#listeners) listen();
  }

  async #writeOwed(owed: string): Promise<void> {
    const answer = await this.link.write((redis) =>
      Promise.all([
        redis.set(this.generationKey, owed, 'PX', GENERATION_LIFETIME),
        redis.set(this.markKey, randomUUID(), 'PX', GENERATION_LIFETIME),
      ]),
    );
    if (answer === null) this.#unsettled();
    if (answer === null || this.#owed !== owed) return;
    this.#owed = null;
    this.#changes += 1;
    this.#note(owed);
  }

  async #keep(name: string, value: unknown, keeping: Keeping, isListed = false): Promise<void> {
    const { generation, age, lifetime } = keeping;
    const left = Math.floor(lifetime - age);
    if (generation === null || generation !== this.generation || left <= 0) return;
    const asked = Math.floor(this.now() - age);
    const key = this.#keyOf(generation, name);
    const bytes = await packed(key, { asked, value });
    if (bytes === null) return;
    const list = this.#keyOf(generation, 'list');
    const answer = await this.link.write((redis) =>
      Promise.all([redis.set(key, bytes, 'PX', left), isListed ? addToList(redis, list, asked, name) : []]),
    );
    const surplus = answer?.[1] ?? [];
    if (surplus.length === 0) return;
    const keys = surplus.map((each) => this.#keyOf(generation, each));
    await this.link.write((redis) => Promise.all([redis.unlink(...keys), redis.zrem(list, ...surplus)]));
  }

  #keyOf(generation: string, name: string): string {
    return `${this.#prefix}:${generation}:${FORM}:${name}`;
  }
}

/** The names that are too many since. */
async function addToList(redis: Redis, list: string, asked: number, name: string): Promise<string[]> {
  const [, , surplus] = await Promise.all([
    redis.zadd(list, asked, name),
    redis.pexpire(list, GENERATION_LIFETIME),
    redis.zrevrange(list, LISTED, -1),
  ]);
  return surplus;
}
