import { describe, expect, test } from '@jest/globals';
import type { OperationEvent } from '../../../src/domain/operation/operation-event.js';
import {
  createReadThroughCache,
  type ReadThroughOptions,
  type SharedRecord,
} from '../../../src/upstream/cache/read-through-cache.js';
import { text } from '../../../src/json/decode.js';
import { aClock } from '../../support/a-clock.js';
import { aScope } from '../../support/a-scope.js';
import { inOutage } from './in-outage.js';

/** That of the key `a`. */
const WORKSPACE = 'workspace of a';

type Kept = Parameters<SharedRecord<string>['account']['keep']>;

/** A cache, an operation that records its reports, and an entry of the cache that replicas share. */
function aCache(options: Partial<ReadThroughOptions<string>> = {}) {
  const clock = aClock('2025-03-12T10:00:00Z');
  const cache = createReadThroughCache<string>({
    provider: 'ccrm',
    route: 'notes',
    type: 'Call',
    workspaceOf: (key) => `workspace of ${key}`,
    ttl: 60,
    maxStale: 40,
    maxBytes: 1000,
    writable: true,
    sizeOf: (value) => value.length,
    now: clock.now,
    ...options,
  });
  const events: OperationEvent[] = [];
  const scope = (readsLive = false) => aScope({ readsLive, report: (event) => events.push(event) });
  const kept: Kept[] = [];
  const shared = (value: string | null, age = 0): SharedRecord<string> => ({
    account: {
      generation: 'one',
      find: () => Promise.resolve(value === null ? null : { value, age, generation: 'one' }),
      keep: (...what) => Promise.resolve(void kept.push(what)),
      forget: () => Promise.resolve(),
    },
    name: 'name',
    decode: text,
  });
  const answering = (value: string) => () => Promise.resolve(value);
  return { clock, cache, events, scope, kept, shared, answering };
}

const use = (result: 'HIT' | 'MISS') => ({
  kind: 'CACHE_READ',
  provider: 'ccrm',
  workspace: WORKSPACE,
  route: 'notes',
  result,
});
const read = (freshMs: number) => ({ kind: 'READ', freshMs, writable: true });

describe('an operation’s report includes', () => {
  test('whether a response was cached, and how long it stays fresh', async () => {
    const { clock, cache, events, scope, answering } = aCache();
    await cache.read('a', scope(), answering('one'));
    clock.pass(20);
    await cache.read('a', scope(), answering('two'));
    await cache.read('a', scope(true), answering('three'));
    expect(events).toEqual([use('MISS'), read(60_000), use('HIT'), read(40_000), use('MISS'), read(60_000)]);
  });

  test('a hit if another replica had cached the response', async () => {
    const { cache, events, scope, shared, answering } = aCache();
    await cache.read('a', scope(), answering('one'), shared('shared', 10_000));
    expect(events).toEqual([use('HIT'), read(50_000)]);
  });

  test('no hit or miss of a disabled cache', async () => {
    const { cache, events, scope, answering } = aCache({ ttl: 0, maxStale: 0 });
    await cache.read('a', scope(), answering('one'));
    expect(events).toEqual([read(0)]);
  });
});

describe('a response cached by another replica', () => {
  test('is replaced if it is stale, and kept for an outage', async () => {
    const { cache, scope, shared, answering } = aCache();
    expect(await cache.read('a', scope(), answering('one'), shared('shared', 60_000))).toBe('one');
    const failing = () => Promise.reject(new Error('down'));
    await expect(cache.read('b', scope(), failing, shared('shared', 70_000))).rejects.toThrow('down');
    expect(await inOutage(cache, 'b')).toEqual({ value: 'shared', ageSeconds: 70 });
  });

  test('doesn’t replace a later one', async () => {
    const { clock, cache, scope, shared, answering } = aCache();
    await cache.read('a', scope(), answering('one'));
    clock.pass(70);
    const failing = () => Promise.reject(new Error('down'));
    await expect(cache.read('a', scope(), failing, shared('older', 80_000))).rejects.toThrow('down');
    expect((await inOutage(cache, 'a'))?.value).toBe('one');
    await expect(cache.read('a', scope(), failing, shared('as old', 70_000))).rejects.toThrow('down');
    expect((await inOutage(cache, 'a'))?.value).toBe('one');
  });
});

describe('a loaded response', () => {
  test('is shared as its raw record, with its age and lifetime', async () => {
    const { clock, cache, scope, kept, shared } = aCache();
    await cache.read(
      'a',
      scope(),
      (_, share) => {
        clock.pass(2);
        share?.({ raw: 'one' });
        return Promise.resolve('one');
      },
      shared(null),
    );
    expect(kept).toEqual([['name', { raw: 'one' }, { generation: 'one', age: 2000, lifetime: 100_000 }]]);
  });

  test('isn’t stored by a disabled cache', async () => {
    const { cache, scope, kept, shared, answering } = aCache({ ttl: 0, maxStale: 0 });
    await cache.read('a', scope(), answering('one'), shared(null));
    expect([kept, await inOutage(cache, 'a')]).toEqual([[], null]);
  });

  // Red if only the latest load decides: there is no later load here.
  test.each([
    ['once', 1],
    ['twice', 2],
  ])('isn’t cached if its workspace was invalidated %s during the load', async (_, times) => {
    const { cache, scope, kept, shared } = aCache();
    cache.forget(WORKSPACE);
    const load = Promise.withResolvers<string>();
    const waiting = cache.read('a', scope(), () => load.promise, shared(null));
    await new Promise((resolve) => setImmediate(resolve));
    for (let count = 0; count < times; count += 1) cache.forget(WORKSPACE);
    load.resolve('one');
    expect(await waiting).toBe('one');
    expect([kept, await inOutage(cache, 'a')]).toEqual([[], null]);
  });

  test('of a live read is shared with later reads of the same key', async () => {
    const { cache, scope, answering } = aCache();
    const live = [
      cache.read('a', scope(true), answering('one')),
      cache.read('b', scope(true), answering('two')),
    ];
    const joined = [
      cache.read('a', scope(), answering('three')),
      cache.read('b', scope(), answering('four')),
    ];
    expect(await Promise.all([...live, ...joined])).toEqual(['one', 'two', 'one', 'two']);
  });
});

test('reports an invalidated workspace', () => {
  const workspaces: string[] = [];
  const { cache } = aCache({ forgotten: (workspace) => workspaces.push(workspace) });
  cache.forget(WORKSPACE);
  expect(workspaces).toEqual([WORKSPACE]);
});
