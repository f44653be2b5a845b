import { LRUCache } from 'lru-cache';
import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { RingmeApp, RingmeSettings } from '../../config/workspace-settings.js';
import { integer, record } from '../../json/decode.js';
import type { HttpClient } from '../../upstream/http/http-client.js';
import { saysRateLimit } from '../../upstream/rate-limits/rate-limit-words.js';
import { createSingleFlights } from '../../upstream/cache/single-flight.js';
import { badResponse, unauthorized } from '../../upstream/provider-errors.js';
import { resentIfReplaced } from '../../upstream/replaced-credentials.js';

export type Tokens = ReturnType<typeof createTokens>;

/** Milliseconds for which a refused token isn't replaced if it replaced a refused one itself. */
const REPLACE_COOLDOWN = 60_000;

/**
 * The bearer tokens of one workspace, as in `AppTokens`: the fixed token of the settings, or the tokens of their
 * application from `apps`. Reads `settings.auth` each time, so that tokens of replaced credentials are not used.
 */
export function createTokens(settings: Pick<RingmeSettings, 'auth'>, apps: AppTokenStore) {
  let unproven: { readonly token: string; readonly since: number } | null = null;
  const present = () => {
    const { auth } = settings;
    return auth.kind === 'token' ? fixedToken(auth.token) : apps.tokensOf(auth);
  };

  return {
    current: (scope: OperationScope) =>
      resentIfReplaced(
        () => settings.auth,
        () => present().current(scope),
      ),
    /** Also returns null if `refused` itself replaced a refused token within the last minute and was never accepted. */
    async replace(refused: string, scope: OperationScope): Promise<string | null> {
      if (unproven?.token === refused && apps.now() - unproven.since < REPLACE_COOLDOWN) return null;
      const token = await present().replace(refused, scope);
      unproven = token === null ? null : { token, since: apps.now() };
      return token;
    },
    /** Must be called when the provider has accepted a token. */
    accepted(token: string): void {
      if (unproven?.token === token) unproven = null;
    },
    inPlaceOf: (token: string) => present().inPlaceOf(token),
  };
}

function fixedToken(token: string): AppTokens {
  return {
    current: () => Promise.resolve(token),
    replace: (refused) => Promise.resolve(refused === token ? null : token),
    inPlaceOf: () => token,
  };
}

/** The tokens of one application, from OAuth 2 client credentials (RFC 6749, 4.4). */
interface AppTokens {
  /** The token to send. Rejects with UPSTREAM_TIMEOUT if the operation ends first, or with the request's error. */
  current(scope: OperationScope): Promise<string>;
  /** The token to send after `refused`; null if there is no other. Rejects as `current` does. */
  replace(refused: string, scope: OperationScope): Promise<string | null>;
  /** The latest token; `token` if there is none. */
  inPlaceOf(token: string): string;
}

export type AppTokenStore = ReturnType<typeof createAppTokenStore>;

/** Maximum requests in flight to a token endpoint. */
const CONCURRENT_REQUESTS = 6;
/** Exceeds the number of workspaces; replaced credentials are eventually evicted. */
const MAX_APPS = 1000;

/** Every application's tokens: workspaces with the same credentials share them. `now`: a monotonic clock. */
export function createAppTokenStore(http: HttpClient, now = () => performance.now()) {
  const apps = new LRUCache<string, AppTokens>({ max: MAX_APPS });
  /** The names of the endpoints' accounts, each with one rate limit for all workspaces. */
  const names = new Map<string, string>();

  function endpointOf({ href }: URL): HttpClient {
    const number = names.size + 1;
    const name = names.get(href) ?? (number === 1 ? 'token endpoint' : `token endpoint ${number}`);
    names.set(href, name);
    return http.forAccount(name, null, CONCURRENT_REQUESTS);
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
function createAppTokens(app: RingmeApp, http: HttpClient, now: () => number): AppTokens {
  let latest: IssuedToken | null = null;
  const requests = createSingleFlights<string>('ringme');

  async function renew(scope: OperationScope): Promise<string> {
    const requestedAt = now();
    const { token, lifetime } = await requestToken(app, http, scope);
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
