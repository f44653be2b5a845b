import { LRUCache } from 'lru-cache';
import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { RingmeApp } from '../../config/workspace-settings.js';
import { integer, record } from '../../json/decode.js';
import { createFairLimit, type FairLimit } from '../../upstream/rate-limits/fair-limit.js';
import type { HttpClient } from '../../upstream/http/http-client.js';
import { saysRateLimit } from '../../upstream/rate-limits/rate-limit-words.js';
import { createSingleFlights } from '../../upstream/cache/single-flight.js';
import { badResponse, unauthorized } from '../../upstream/provider-errors.js';

/** The tokens of one application, from OAuth 2 client credentials (RFC 6749, 4.4). */
export interface AppTokens {
  /** The token to send. Rejects with UPSTREAM_TIMEOUT if the operation ends first, or with the request's error. */
  current(scope: OperationScope): Promise<string>;
  /** The token to send after `refused`; null if there is no other. Rejects as `current` does. */
  replace(refused: string, scope: OperationScope): Promise<string | null>;
  /** The latest token; `token` if there is none. */
  inPlaceOf(token: string): string;
}

export type AppTokenStore = ReturnType<typeof createAppTokenStore>;

/** Milliseconds since any fixed moment, never going back. */
type Clock = () => number;

/** Maximum requests in flight to a token endpoint. */
const CONCURRENT_REQUESTS = 6;
/** Exceeds the number of workspaces; replaced credentials are eventually evicted. */
const MAX_APPS = 1000;

interface Endpoint {
  /** Has one rate limit for all workspaces. */
  readonly http: HttpClient;
  readonly limit: FairLimit;
}

/** Every application's tokens: workspaces with the same credentials share them. */
export function createAppTokenStore(http: HttpClient, now: Clock = () => performance.now()) {
  const apps = new LRUCache<string, AppTokens>({ max: MAX_APPS });
  const endpoints = new Map<string, Endpoint>();

  function endpointOf({ href }: URL): Endpoint {
    const number = endpoints.size + 1;
    const endpoint = endpoints.get(href) ?? {
      http: http.forAccount(number === 1 ? 'token endpoint' : `token endpoint ${number}`, null),
      limit: createFairLimit(CONCURRENT_REQUESTS),
    };
    endpoints.set(href, endpoint);
    return endpoint;
  }

  return {
    now,
    tokensOf(app: RingmeApp): AppTokens {
      const key = JSON.stringify([app.tokenUrl.href, app.id, app.secret]);
      const tokens = apps.get(key) ?? createAppTokens(app, endpointOf(app.tokenUrl), now);
      apps.set(key, tokens);
      return tokens;
    },
  };
}

interface IssuedToken {
  readonly value: string;
  /** By the store's clock; Infinity if the provider reports no lifetime. */
  readonly freshUntil: number;
}

/** Caches one token until shortly before it expires. Concurrent callers share the request for the next one. */
function createAppTokens(app: RingmeApp, { http, limit }: Endpoint, now: Clock): AppTokens {
  let latest: IssuedToken | null = null;
  const requests = createSingleFlights<string>('ringme');

  async function renew(scope: OperationScope): Promise<string> {
    const { token, lifetime, requestedAt } = await limit(scope, async () => ({
      requestedAt: now(),
      ...(await requestToken(app, http, scope)),
    }));
    latest = { value: token, freshUntil: requestedAt + lifetimeInUse(lifetime) * 1000 };
    return token;
  }

  function current(scope: OperationScope): Promise<string> {
    if (latest !== null && now() < latest.freshUntil) return Promise.resolve(latest.value);
    return requests.join('token', scope, renew);
  }

  return {
    current,
    replace(refused, scope) {
      // Another caller may have replaced it already.
      if (latest?.value === refused) latest = null;
      return current(scope);
    },
    inPlaceOf: (token) => latest?.value ?? token,
  };
}

async function requestToken({ id, secret, tokenUrl }: RingmeApp, http: HttpClient, scope: OperationScope) {
  const { status, body } = await http.send({
    route: 'token',
    method: 'POST',
    url: tokenUrl,
    form: { grant_type: 'client_credentials', client_id: id, client_secret: secret },
    scope,
    isRateLimit: ({ status, body: refusal }) => status >= 400 && saysRateLimit(refusal),
  });
  // RFC 6749, 5.2: errors such as invalid_client have status 400 or 401.
  if (status === 400 || status === 401 || status === 403) {
    throw unauthorized('ringme', 'RingMe rejects the configured application.');
  }
  const payload = record(body);
  const token = payload?.access_token;
  // A header value may only contain visible ASCII.
  if (status >= 300 || typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    throw badResponse('ringme', 'RingMe’s response contains no usable token.');
  }
  return { token, lifetime: integer(payload?.expires_in) };
}

/** Seconds for which a token is used: its lifetime less a minute, or a tenth if that is less. Infinity without one. */
function lifetimeInUse(lifetime: number | null): number {
  if (lifetime === null || lifetime <= 0) return Infinity;
  return lifetime - Math.min(60, lifetime / 10);
}
