import { describe, expect, test } from '@jest/globals';
import type { OperationEvent } from '../../../src/domain/operation/operation-event.js';
import { UpstreamError, type UpstreamErrorCode } from '../../../src/domain/upstream/upstream-error.js';
import { createReadThroughCache } from '../../../src/upstream/cache/read-through-cache.js';
import { aClock } from '../../support/a-clock.js';
import { aScope } from '../../support/a-scope.js';
import { inOutage } from './in-outage.js';

const failure = (code: UpstreamErrorCode) => new UpstreamError('voicenter', code, 'It failed.');

/** A cache with a response for the workspace that is 90 s old and no longer fresh. */
async function aCache() {
  const clock = aClock('2025-03-12T10:00:00Z');
  const cache = createReadThroughCache<string>({
    provider: 'voicenter',
    route: 'getExtensions',
    type: 'Extension',
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
  const read = (answer: Promise<string>, readsLive = false) =>
    cache.read('acme', aScope({ readsLive, report: (event) => events.push(event) }), () => answer);
  const stale = () => events.filter(({ kind }) => kind === 'STALE');
  return { cache, stale, read };
}

describe('a response', () => {
  test('is returned unchanged', async () => {
    const { stale, read } = await aCache();
    expect(await read(Promise.resolve('fresh'))).toBe('fresh');
    expect(read(Promise.resolve('later'))).toBe('fresh');
    expect(stale()).toEqual([]);
  });

  test('is replaced by the stale one in an outage, which is reported', async () => {
    const { stale, read } = await aCache();
    expect(await read(Promise.reject(failure('UPSTREAM_TIMEOUT')))).toBe('stale');
    const value = { provider: 'voicenter', workspace: 'acme', type: 'Extension', ageSeconds: 90 };
    expect(stale()).toEqual([{ kind: 'STALE', value }]);
  });

  test('isn’t replaced for an operation that reads live, or if there is no stale one', async () => {
    const { cache, read } = await aCache();
    await expect(read(Promise.reject(failure('UPSTREAM_TIMEOUT')), true)).rejects.toThrow('It failed.');
    cache.forget('acme');
    await expect(read(Promise.reject(failure('UPSTREAM_TIMEOUT')))).rejects.toThrow('It failed.');
  });

  test('isn’t replaced, and the stale one is dropped, if the credentials are rejected', async () => {
    const { cache, stale, read } = await aCache();
    await expect(read(Promise.reject(failure('UPSTREAM_UNAUTHORIZED')))).rejects.toThrow('It failed.');
    expect(await inOutage(cache, 'acme')).toBeNull();
    expect(stale()).toEqual([]);
  });

  test('isn’t replaced, and the stale one is kept, if the outcome of a change is unknown', async () => {
    const { cache, read } = await aCache();
    await expect(read(Promise.reject(failure('OUTCOME_UNKNOWN')))).rejects.toThrow('It failed.');
    expect((await inOutage(cache, 'acme'))?.value).toBe('stale');
  });
});
