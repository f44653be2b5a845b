import type { ApolloServerPlugin } from '@apollo/server';
import type { Caller } from '../domain/caller.js';
import { eachProvider, type Provider } from '../domain/upstream/upstream-error.js';
import type { UpstreamUse } from '../domain/operation/upstream-use.js';
import type { ServerContext } from './operation-context.js';

/** The header with which a caller asks for `extensions.upstream`; its value doesn't matter. */
export const UPSTREAM_HEADER = 'x-switchboard-upstream';

/** One request that the operation caused or joined, or something kept that stood in for one. */
interface ReportedUse {
  readonly provider: Provider;
  readonly route: string;
  /** null if none arrived, or nothing was sent. */
  readonly status: number | null;
  /** Whole milliseconds. */
  readonly ms: number;
  /** MISS: nothing that was kept would do, and a request was sent. */
  readonly cache: 'HIT' | 'MISS' | 'STALE';
  readonly coalesced: boolean;
  readonly retried: boolean;
}

/**
 * Says in `extensions.upstream` what the operation caused at the providers, and how many requests it was estimated to
 * cost at most; to callers with the scope `debug:read` who ask for it.
 */
export function upstreamReport(): ApolloServerPlugin<ServerContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ contextValue: { caller, request, uses, plan }, response: { body } }) {
          const isAsked = request.headers[UPSTREAM_HEADER] !== undefined && maySeeUpstream(caller);
          if (isAsked && body.kind === 'single') {
            const upstream = {
              requests: uses.flatMap((use) => reported(use) ?? []),
              sent: countOf(uses),
              planned: plan.estimate && plan.estimate.requests,
            };
            body.singleResult.extensions = { ...body.singleResult.extensions, upstream };
          }
          return Promise.resolve();
        },
      }),
  };
}

function maySeeUpstream({ scopes }: Caller): boolean {
  return scopes === 'EVERY' || scopes.has('debug:read');
}

/** null of a look that found nothing: the request that followed says so. */
function reported(use: UpstreamUse): ReportedUse | null {
  if (use.kind === 'REQUEST') {
    const { provider, route, status, ms, retried } = use.attempt;
    return { provider, route, status, ms: Math.round(ms), cache: 'MISS', coalesced: use.coalesced, retried };
  }
  const { provider, route, result } = use;
  if (result === 'MISS') return null;
  return { provider, route, status: null, ms: 0, cache: result, coalesced: false, retried: false };
}

/**
 * Requests to each provider that were caused or joined, without second attempts and what is sent again after a rate limit,
 * which nobody plans.
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
