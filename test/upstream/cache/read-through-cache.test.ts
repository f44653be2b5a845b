import { describe, expect, test } from '@jest/globals';
import { aScope } from '../../support/a-scope.js';
import type { OperationScope } from '../../../src/domain/operation/operation-scope.js';
import {
  createReadThroughCache,
  type ReadThroughOptions,
} from '../../../src/upstream/cache/read-through-cache.js';
import type { SharedAnswer } from '../../../src/upstream/redis/shared-answer.js';
import { aClock } from '../../support/a-clock.js';

const scope = aScope();

/** A cache, and a question whose answers are numbered in the order in which they were asked for. */
function aCache(options: Partial<ReadThroughOptions<string>> = {}) {
  const clock = aClock('2025-03-12T10:00:00Z');
  const cache = createReadThroughCache<string>({
    provider: 'ccrm',
    route: 'notes',
    workspaceOf: (key) => key,
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
  test('is given nothing that was asked for before, and brings its answer to others', async () => {
    const { cache, ask } = aCache();
    await cache.read('a', scope, ask);
    expect(await cache.read('a', liveScope(), ask)).toBe('answer 2');
    expect(cache.read('a', scope, ask)).toBe('answer 2');
  });

  // Red if whatever is answered last is kept.
  test('isn’t followed by what was asked for before it, though answered later', async () => {
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

describe('an answer', () => {
  test('is fresh for the ttl, counted from when it was asked for, and then asked for again', async () => {
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

  test('that is fresh comes at once, not as a promise', async () => {
    const { cache, ask } = aCache();
    expect(cache.read('a', scope, ask)).toBeInstanceOf(Promise);
    await cache.read('a', scope, ask);
    expect(cache.read('a', scope, ask)).toBe('answer 1');
  });

  test('of null is an answer', async () => {
    let asked = 0;
    const cache = createReadThroughCache<null>({
      provider: 'ringme',
      route: 'client',
      workspaceOf: (key) => key,
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

  test('is asked for each time with a ttl of 0', async () => {
    const { cache, ask } = aCache({ ttl: 0 });
    await cache.read('a', scope, ask);
    expect(await cache.read('a', scope, ask)).toBe('answer 2');
    expect(cache.kept('a')).toBeNull();
  });

  test('of one key isn’t another’s', async () => {
    const { cache, ask } = aCache();
    expect(await Promise.all(['a', 'b', 'a'].map(async (key) => cache.read(key, scope, ask)))).toEqual([
      'answer 1',
      'answer 2',
      'answer 1',
    ]);
  });
});

test('a failure reaches all who wait and isn’t kept', async () => {
  const { cache, ask } = aCache();
  const fail = () => Promise.reject(new Error('down'));
  const waiting = await Promise.allSettled([1, 2, 3].map(async () => cache.read('a', scope, fail)));
  expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(await cache.read('a', scope, ask)).toBe('answer 1');
});

// Red without maxBytes: everything that was ever asked for stays.
describe('the bound in bytes', () => {
  test('evicts what was used longest ago', async () => {
    const { cache, ask, asked } = aCache({ maxBytes: 29 });
    for (const key of ['a', 'b', 'c']) await cache.read(key, scope, ask);
    expect(['a', 'b', 'c'].map((key) => cache.kept(key)?.value ?? null)).toEqual([
      null,
      'answer 2',
      'answer 3',
    ]);
    await cache.read('a', scope, ask);
    expect(asked()).toBe(4);
  });

  test('doesn’t keep an answer that is larger than all of it, nor lose others for it', async () => {
    const { cache, ask } = aCache({ maxBytes: 30 });
    await cache.read('a', scope, ask);
    const large = 'x'.repeat(31);
    expect(await cache.read('b', scope, () => Promise.resolve(large))).toBe(large);
    expect(cache.kept('b')).toBeNull();
    expect(cache.kept('a')?.value).toBe('answer 1');
  });
});

// Red if an answer under way is kept, or joined, after its key was forgotten.
describe.each([
  ['its key', (cache: ReturnType<typeof aCache>['cache']) => cache.forget('a')],
  ['every key', (cache: ReturnType<typeof aCache>['cache']) => cache.forgetAll()],
])('forgetting %s', (_, forget) => {
  test('lets the next one ask', async () => {
    const { cache, ask } = aCache({ maxStale: 60 });
    await cache.read('a', scope, ask);
    forget(cache);
    expect(cache.kept('a')).toBeNull();
    expect(await cache.read('a', scope, ask)).toBe('answer 2');
  });

  test('gives an answer under way to those who wait, and to nobody after', async () => {
    const { cache, ask } = aCache();
    const before = Promise.withResolvers<string>();
    const waiting = cache.read('a', scope, () => before.promise);
    await Promise.resolve();
    forget(cache);
    const after = cache.read('a', scope, ask);
    before.resolve('before');
    expect(await waiting).toBe('before');
    expect(await after).toBe('answer 1');
    expect(cache.read('a', scope, ask)).toBe('answer 1');
  });
});

describe('what another replica was given', () => {
  /** A place in the second level where an answer was found under the generation `found`. */
  function aPlace(generation: string | null): SharedAnswer<string> {
    return {
      generation,
      find: () => Promise.resolve({ value: 'shared', age: 0, generation: 'found' }),
      keep: () => undefined,
    };
  }

  test('is an answer', async () => {
    const { cache, ask, asked } = aCache();
    expect(await cache.read('a', scope, ask, aPlace('found'))).toBe('shared');
    expect(cache.read('a', scope, ask, aPlace('found'))).toBe('shared');
    expect(asked()).toBe(0);
  });

  // Red if it is remembered though someone has written since it was found.
  test.each([null, 'another'])('isn’t if the generation has become %s meanwhile', async (generation) => {
    const { cache, ask } = aCache();
    expect(await cache.read('a', scope, ask, aPlace(generation))).toBe('answer 1');
    expect(cache.read('a', scope, ask)).toBe('answer 1');
  });
});

describe('what is kept', () => {
  test('is there for maxStale after it was fresh, and says its age', async () => {
    const { clock, cache, ask } = aCache({ maxStale: 100 });
    await cache.read('a', scope, ask);
    expect(cache.kept('a')).toEqual({ value: 'answer 1', ageSeconds: 0 });
    clock.pass(159.999);
    expect(cache.kept('a')).toEqual({ value: 'answer 1', ageSeconds: 159 });
    clock.pass(0.001);
    expect(cache.kept('a')).toBeNull();
  });

  test('is there with a ttl of 0 too', async () => {
    const { clock, cache, ask } = aCache({ ttl: 0, maxStale: 100 });
    await cache.read('a', scope, ask);
    clock.pass(99);
    expect(cache.kept('a')).toEqual({ value: 'answer 1', ageSeconds: 99 });
    expect(await cache.read('a', scope, ask)).toBe('answer 2');
  });

  test('is not lost by a failure', async () => {
    const { clock, cache, ask } = aCache({ maxStale: 100 });
    await cache.read('a', scope, ask);
    clock.pass(60);
    await Promise.resolve(cache.read('a', scope, () => Promise.reject(new Error('down')))).catch(() => 0);
    expect(cache.kept('a')?.value).toBe('answer 1');
  });
});
