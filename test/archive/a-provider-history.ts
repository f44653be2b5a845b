import type { Call } from '../../src/domain/call.js';
import { CallNotLocatedError } from '../../src/domain/call-not-located.js';
import { wholeSeconds } from '../../src/domain/interval.js';
import type { CallHistory, CallSource } from '../../src/domain/sources.js';
import { UpstreamError } from '../../src/domain/upstream/upstream-error.js';
import { aWalkOnlyHistory } from '../support/a-walk-only-history.js';
import type { ChangingProvider } from './a-changing-provider.js';

/** A live call history of a provider's present calls, or one whose every request fails. It locates no call by its uuid. */
export function aProviderHistory(provider: ChangingProvider, isDown: boolean): CallSource {
  const calls = (from: number, to: number): readonly Call[] => {
    if (isDown) throw down();
    const interval = wholeSeconds({ from, to });
    return interval === null ? [] : provider.calls(interval);
  };
  const history: CallHistory = {
    ...aWalkOnlyHistory(async function* ({ from, to }, order) {
      const found = await Promise.resolve(calls(from, to));
      if (found.length > 0) yield order === 'OLDEST_FIRST' ? found : found.toReversed();
    }),
    timezone: 'UTC',
    count: async ({ from, to }) => Promise.resolve(calls(from, to).length),
    find: async (keys) => {
      const found = keys.flatMap((key): (readonly [string, Call | Error])[] => {
        if (isDown) return [[key.uuid, down()] as const];
        const at = 'startedAt' in key ? calls(key.startedAt, key.startedAt + 1000) : [];
        return at.filter(({ uuid }) => uuid === key.uuid).map((call) => [call.uuid, call] as const);
      });
      return Promise.resolve(new Map(found));
    },
    findByUuid: async () => {
      calls(0, 0);
      return Promise.reject(new CallNotLocatedError());
    },
  };
  return { openHistory: () => history };
}

function down(): UpstreamError {
  return new UpstreamError('ccrm', 'UPSTREAM_UNAVAILABLE', 'down');
}
