import { describe, expect, test } from '@jest/globals';
import { aScope } from '../../support/a-scope.js';
import type { OperationScope } from '../../../src/domain/operation/operation-scope.js';
import {
  createReadThroughCache,
  type ReadThroughOptions,
  type SharedRecord,
} from '../../../src/upstream/cache/read-through-cache.js';
import { text } from '../../../src/json/decode.js';
import { aClock } from '../../support/a-clock.js';
import { inOutage } from './in-outage.js';

const scope = aScope();

/** A cache, and a load whose responses are numbered in the order of their requests. */
function aCache(options: Partial<ReadThroughOptions<string>> = {}) {
  const clock = aClock('2025-03-12T10:00:00Z');
  const cache = createReadThroughCache<string>({
    provider: 'ccrm',
    route: 'notes',
    type: 'Call',
    ttl: 60,
    maxBytes: 1000,
    writable: false,
    sizeOf: (value) => value.length,
    now: clock.now,
    ...options,
  });
  let asked = 0;
  const ask = () => Promise.resolve(`answer ${String((asked += 1))}`);
  return { clock, cache, ask, asked: () => asked };
}

/** The scope of an operation that reads live. */
function liveScope(): OperationScope {
  return aScope({ readsLive: true });
}

describe('an operation that reads live', () => {
  test('gets no response that was requested earlier, and shares its own with others', async () => {
    const { cache, ask } = aCache();
    await cache.read('a', scope, ask);
    expect(await cache.read('a', liveScope(), ask)).toBe('answer 2');
    expect(cache.read('a', scope, ask)).toBe('answer 2');
  });

  // Red if the response that arrives last is cached.
  test('isn’t overwritten by an earlier request whose response arrives later', async () => {
    const { clock, cache, ask } = aCache();
    const held = Promise.withResolvers<string>();
    const before = cache.read('a', scope, () => held.promise);
    await Promise.resolve();
    clock.pass(1);
    await cache.read('a', liveScope(), ask);
    held.resolve('answer of before');
    expect(await before).toBe('answer of before');
    expect(cache.read('a', scope, ask)).toBe('answer 1');
  });
});

describe('a response', () => {
  test('is fresh for the ttl, counted from its request, and is then requested again', async () => {
    const { clock, cache, ask } = aCache();
    const slow = async () => {
      clock.pass(10);
      return ask();
    };
    expect(await cache.read('a', scope, slow)).toBe('answer 1');
    clock.pass(49.999);
    expect(cache.read('a', scope, ask)).toBe('answer 1');
    clock.pass(0.001);
    expect(await cache.read('a', scope, ask)).toBe('answer 2');
  });

  test('is returned synchronously while it is fresh', async () => {
    const { cache, ask } = aCache();
    expect(cache.read('a', scope, ask)).toBeInstanceOf(Promise);
    await cache.read('a', scope, ask);
    expect(cache.read('a', scope, ask)).toBe('answer 1');
  });

  test('of null is cached', async () => {
    let asked = 0;
    const cache = createReadThroughCache<null>({
      provider: 'ringme',
      route: 'client',
      ttl: 60,
      maxBytes: 99,
      writable: false,
      sizeOf: () => 1,
    });
    const ask = () => Promise.resolve(((asked += 1), null));
    await cache.read('a', scope, ask);
    expect(cache.read('a', scope, ask)).toBeNull();
    expect(asked).toBe(1);
  });

  test('is requested every time with a ttl of 0', async () => {
    const { cache, ask } = aCache({ ttl: 0 });
    await cache.read('a', scope, ask);
    expect(await cache.read('a', scope, ask)).toBe('answer 2');
    expect(await inOutage(cache, 'a')).toBeNull();
  });

  test('is cached by its key', async () => {
    const { cache, ask } = aCache();
    expect(await Promise.all(['a', 'b', 'a'].map(async (key) => cache.read(key, scope, ask)))).toEqual([
      'answer 1',
      'answer 2',
      'answer 1',
    ]);
  });
});

test('a failure rejects all waiting reads and isn’t cached', async () => {
  const { cache, ask } = aCache();
  const fail = () => Promise.reject(new Error('down'));
  const waiting = await Promise.allSettled([1, 2, 3].map(async () => cache.read('a', scope, fail)));
  expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(await cache.read('a', scope, ask)).toBe('answer 1');
});

// Red without maxBytes: nothing is ever evicted.
describe('maxBytes', () => {
  test('evicts the least recently used response', async () => {
    const { cache, ask, asked } = aCache({ maxBytes: 29 });
    for (const key of ['a', 'b', 'c']) await cache.read(key, scope, ask);
    const read = ['a', 'b', 'c'].map(async (key) => (await inOutage(cache, key))?.value ?? null);
    expect(await Promise.all(read)).toEqual([null, 'answer 2', 'answer 3']);
    await cache.read('a', scope, ask);
    expect(asked()).toBe(4);
  });

  test('doesn’t cache a response that exceeds it, and evicts nothing for it', async () => {
    const { cache, ask } = aCache({ maxBytes: 30 });
    await cache.read('a', scope, ask);
    const large = 'x'.repeat(31);
    expect(await cache.read('b', scope, () => Promise.resolve(large))).toBe(large);
    expect(await inOutage(cache, 'b')).toBeNull();
    expect((await inOutage(cache, 'a'))?.value).toBe('answer 1');
  });
});

// Red if an in-flight response is cached, or joined, after its workspace was invalidated.
describe('invalidating a workspace', () => {
  test('lets the next read send a request', async () => {
    const { cache, ask } = aCache({ maxStale: 60 });
    await cache.read('a', scope, ask);
    cache.forget('a');
    expect(await inOutage(cache, 'a')).toBeNull();
    expect(await cache.read('a', scope, ask)).toBe('answer 2');
  });

  test('returns an in-flight response to reads that already wait, not to later ones', async () => {
    const { cache, ask } = aCache();
    const before = Promise.withResolvers<string>();
    const waiting = cache.read('a', scope, () => before.promise);
    await Promise.resolve();
    cache.forget('a');
    const after = cache.read('a', scope, ask);
    before.resolve('before');
    expect(await waiting).toBe('before');
    expect(await after).toBe('answer 1');
    expect(cache.read('a', scope, ask)).toBe('answer 1');
  });

  test('drops its responses and no others', async () => {
    const { cache, ask } = aCache({ workspaceOf: (key) => key.charAt(0) });
    for (const key of ['a1', 'b1', 'a2']) await cache.read(key, scope, ask);
    cache.forget('a');
    const read = ['a1', 'b1', 'a2'].map(async (key) => (await inOutage(cache, key))?.value ?? null);
    expect(await Promise.all(read)).toEqual([null, 'answer 2', null]);
  });
});

describe('a response cached by another replica', () => {
  /** A record in Redis that was found under the generation `found`. */
  function aRecord(generation: string | null, value: unknown = 'shared'): SharedRecord<string> {
    const find = () => Promise.resolve({ value, age: 0, generation: 'found' });
    const done = () => Promise.resolve();
    return { account: { generation, find, keep: done, forget: done }, name: 'a', decode: text };
  }

  test('is a cache hit', async () => {
    const { cache, ask, asked } = aCache();
    expect(await cache.read('a', scope, ask, aRecord('found'))).toBe('shared');
    expect(cache.read('a', scope, ask, aRecord('found'))).toBe('shared');
    expect(asked()).toBe(0);
  });

  // Red if it is cached although there was a write after it was found.
  test.each([null, 'another'])('is ignored if the generation has become %s meanwhile', async (generation) => {
    const { cache, ask } = aCache();
    expect(await cache.read('a', scope, ask, aRecord(generation))).toBe('answer 1');
    expect(cache.read('a', scope, ask)).toBe('answer 1');
  });

  const throwing = () => {
    throw new Error('unreadable');
  };
  test.each([
    ['is empty', aRecord('found', '')],
    ['can’t be decoded', aRecord('found', { a: 1 })],
    ['makes its decoder throw', { ...aRecord('found'), decode: throwing }],
  ])('is ignored if it %s', async (_, record) => {
    const { cache, ask } = aCache();
    expect(await cache.read('a', scope, ask, record)).toBe('answer 1');
  });
});

describe('the stale fallback', () => {
  test('is available for maxStale after the ttl, with its age', async () => {
    const { clock, cache, ask } = aCache({ maxStale: 100 });
    await cache.read('a', scope, ask);
    expect(await inOutage(cache, 'a')).toEqual({ value: 'answer 1', ageSeconds: 0 });
    clock.pass(159.999);
    expect(await inOutage(cache, 'a')).toEqual({ value: 'answer 1', ageSeconds: 159 });
    clock.pass(0.001);
    expect(await inOutage(cache, 'a')).toBeNull();
  });

  test('is also available with a ttl of 0', async () => {
    const { clock, cache, ask } = aCache({ ttl: 0, maxStale: 100 });
    await cache.read('a', scope, ask);
    clock.pass(99);
    expect(await inOutage(cache, 'a')).toEqual({ value: 'answer 1', ageSeconds: 99 });
    expect(await cache.read('a', scope, ask)).toBe('answer 2');
  });

  test('survives a failure', async () => {
    const { clock, cache, ask } = aCache({ maxStale: 100 });
    await cache.read('a', scope, ask);
    clock.pass(60);
    await Promise.resolve(cache.read('a', scope, () => Promise.reject(new Error('down')))).catch(() => 0);
    expect((await inOutage(cache, 'a'))?.value).toBe('answer 1');
  });
});
