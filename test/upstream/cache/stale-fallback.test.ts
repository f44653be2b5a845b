import { describe, expect, test } from '@jest/globals';
import type { OperationEvent } from '../../../src/domain/operation/operation-event.js';
import { UpstreamError, type UpstreamErrorCode } from '../../../src/domain/upstream/upstream-error.js';
import { createReadThroughCache } from '../../../src/upstream/cache/read-through-cache.js';
import { staleFallback } from '../../../src/upstream/cache/stale-fallback.js';
import { aClock } from '../../support/a-clock.js';
import { aScope } from '../../support/a-scope.js';

const PLACE = { provider: 'voicenter', workspace: 'acme', type: 'Extension' } as const;
const failure = (code: UpstreamErrorCode) => new UpstreamError('voicenter', code, 'It failed.');

/** A cache whose answer of the workspace is 90 s old, and no longer fresh. */
async function aCache() {
  const clock = aClock('2025-03-12T10:00:00Z');
  const cache = createReadThroughCache<string>({
    provider: 'voicenter',
    route: 'getExtensions',
    workspaceOf: (key) => key,
    ttl: 60,
    maxStale: 3600,
    maxBytes: 1000,
    writable: false,
    sizeOf: (value) => value.length,
    now: clock.now,
  });
  await cache.read('acme', aScope(), () => Promise.resolve('stale'));
  clock.pass(90);
  const events: OperationEvent[] = [];
  const fallback = (answer: string | Promise<string>, readsLive = false) =>
    staleFallback(cache, PLACE, aScope({ readsLive, report: (event) => events.push(event) }), answer, null);
  return { cache, events, fallback };
}

describe('a response', () => {
  test('is returned as it is', async () => {
    const { events, fallback } = await aCache();
    expect(fallback('fresh')).toBe('fresh');
    expect(await fallback(Promise.resolve('fresh'))).toBe('fresh');
    expect(events).toEqual([]);
  });

  test('is replaced by the stale one in an outage, and this is reported', async () => {
    const { events, fallback } = await aCache();
    expect(await fallback(Promise.reject(failure('UPSTREAM_TIMEOUT')))).toBe('stale');
    expect(events).toEqual([{ kind: 'STALE', answer: { ...PLACE, ageSeconds: 90 } }]);
  });

  test('isn’t replaced for an operation that reads live, or if there is no stale one', async () => {
    const { cache, fallback } = await aCache();
    await expect(fallback(Promise.reject(failure('UPSTREAM_TIMEOUT')), true)).rejects.toThrow('It failed.');
    cache.forget('acme');
    await expect(fallback(Promise.reject(failure('UPSTREAM_TIMEOUT')))).rejects.toThrow('It failed.');
  });

  test('isn’t replaced, and the stale one is dropped, if the credentials are rejected', async () => {
    const { cache, events, fallback } = await aCache();
    await expect(fallback(Promise.reject(failure('UPSTREAM_UNAUTHORIZED')))).rejects.toThrow('It failed.');
    expect(cache.kept('acme')).toBeNull();
    expect(events).toEqual([]);
  });

  test('isn’t replaced, and the stale one is kept, if the outcome of a change is unknown', async () => {
    const { cache, fallback } = await aCache();
    await expect(fallback(Promise.reject(failure('OUTCOME_UNKNOWN')))).rejects.toThrow('It failed.');
    expect(cache.kept('acme')?.value).toBe('stale');
  });
});
