import type { Caller } from '../../domain/caller.js';
import { eachProvider, type Provider } from '../../domain/upstream/upstream-error.js';
import type { UpstreamUse } from '../../domain/operation/upstream-use.js';
import type { ServerContext } from '../operation-context.js';

/** The header that requests `extensions.upstream`; its value doesn't matter. */
export const UPSTREAM_HEADER = 'x-switchboard-upstream';

/**
 * `extensions.upstream`, the operation's requests to the providers and their estimated maximum, if a caller with the
 * scope `debug:read` requests it.
 */
export function upstreamReport({ caller, request, received: { uses }, plan }: ServerContext) {
  if (request.headers[UPSTREAM_HEADER] === undefined || !maySeeUpstream(caller)) return null;
  const requests = uses.flatMap((use) => reported(use) ?? []);
  return { upstream: { requests, sent: countOf(uses), planned: plan.estimate && plan.estimate.requests } };
}

function maySeeUpstream({ scopes }: Caller): boolean {
  return scopes === 'EVERY' || scopes.has('debug:read');
}

/**
 * A request that the operation caused or joined (MISS), or cached data that replaced one. `status`: null if no response
 * arrived, or nothing was sent. `ms`: whole milliseconds. null for a cache miss: the request that followed reports it.
 */
function reported(use: UpstreamUse) {
  if (use.kind === 'REQUEST') {
    const { provider, route, status, ms, retried } = use.attempt;
    return {
      provider,
      route,
      status,
      ms: Math.round(ms),
      cache: 'MISS' as const,
      coalesced: use.coalesced,
      retried,
    };
  }
  const { provider, route, result } = use;
  if (result === 'MISS') return null;
  return { provider, route, status: null, ms: 0, cache: result, coalesced: false, retried: false };
}

/**
 * The number of requests to each provider that were caused or joined. Excludes retries, including those after a rate
 * limit, as estimates do.
 */
function countOf(uses: readonly UpstreamUse[]): Readonly<Record<Provider, number>> {
  const count = eachProvider(() => 0);
  for (const use of uses) {
    if (use.kind !== 'REQUEST') continue;
    const { provider, retried, afterLimit } = use.attempt;
    if (!retried && !afterLimit) count[provider] += 1;
  }
  return count;
}
