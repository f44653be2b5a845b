import type { OperationEvent } from '../../../src/domain/operation/operation-event.js';
import { UpstreamError } from '../../../src/domain/upstream/upstream-error.js';
import type { ReadThroughCache } from '../../../src/upstream/cache/read-through-cache.js';
import { aScope } from '../../support/a-scope.js';

/** What a read of this key returns while the provider is down, and its age if it is stale; null if the read fails. */
export async function inOutage(cache: ReadThroughCache<string>, key: string) {
  const events: OperationEvent[] = [];
  const scope = aScope({ report: (event) => events.push(event) });
  const down = () => Promise.reject(new UpstreamError('ccrm', 'UPSTREAM_UNAVAILABLE', 'It is down.'));
  const value = await Promise.resolve(cache.read(key, scope, down)).catch(() => null);
  const stale = events.find((event) => event.kind === 'STALE');
  return value === null ? null : { value, ageSeconds: stale?.value.ageSeconds ?? 0 };
}
