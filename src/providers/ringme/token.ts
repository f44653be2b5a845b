import type { RingmeApp, RingmeSettings } from '../../config/settings.js';
import { UpstreamError, type UpstreamErrorCode } from '../../domain/upstream-error.js';
import { integer, record } from '../../upstream/decode.js';
import type { HttpClient } from '../../upstream/http-client.js';
import { saysRateLimit } from '../../upstream/rate-limit-words.js';
import { createSharedFlights } from '../../upstream/shared-flight.js';

/** The bearer tokens of one workspace. */
export interface Tokens {
  /** The token to send. Rejects with UPSTREAM_TIMEOUT when `signal` aborts, and with the token request's failure. */
  current(signal: AbortSignal): Promise<string>;
  /** The token to send after a 401 on `refused`; null where there can be no other. */
  replace(refused: string, signal: AbortSignal): Promise<string | null>;
  /** The token to send where this one was to be sent, and had to wait: the credentials may have been replaced. */
  inPlaceOf(token: string): string;
}

/** Milliseconds since any fixed moment, never going back. */
export type Clock = () => number;

/**
 * The fixed token of the settings, or tokens from OAuth 2 client credentials (RFC 6749, 4.4). `settings.auth` is read
 * anew each time: what was issued for others than the present credentials isn't used any more.
 */
export function createTokens(settings: Pick<RingmeSettings, 'auth'>, http: HttpClient, now: Clock): Tokens {
  const tokensOf = (given: RingmeSettings['auth']): Tokens => {
    if (given.kind === 'token') return fixedToken(given.token);
    return createAppTokens(() => (settings.auth.kind === 'app' ? settings.auth : given), http, now);
  };
  let { auth } = settings;
  let tokens = tokensOf(auth);
  const present = (): Tokens => {
    if (auth !== settings.auth) {
      ({ auth } = settings);
      tokens = tokensOf(auth);
    }
    return tokens;
  };
  return {
    current: (signal) => present().current(signal),
    replace: (refused, signal) => present().replace(refused, signal),
    inPlaceOf: (token) => present().inPlaceOf(token),
  };
}

function fixedToken(token: string): Tokens {
  return {
    current: () => Promise.resolve(token),
    replace: (refused) => Promise.resolve(refused === token ? null : token),
    inPlaceOf: () => token,
  };
}

interface IssuedToken {
  readonly value: string;
  /** On the clock; Infinity where the provider doesn't say how long it lives. */
  readonly freshUntil: number;
}

/** `app` is asked for each attempt. One token is kept until shortly before it expires; whoever needs the next one waits for the same request. */
function createAppTokens(app: () => RingmeApp, http: HttpClient, now: Clock): Tokens {
  let kept: IssuedToken | null = null;
  const requests = createSharedFlights<string>('ringme');

  async function renew(signal: AbortSignal): Promise<string> {
    const asked = now();
    const { token, lifetime } = await requestToken(app, http, signal);
    kept = { value: token, freshUntil: asked + lifetimeInUse(lifetime) * 1000 };
    return token;
  }

  function current(signal: AbortSignal): Promise<string> {
    if (kept !== null && now() < kept.freshUntil) return Promise.resolve(kept.value);
    return requests.join('token', signal, renew);
  }

  return {
    current,
    replace(refused, signal) {
      // Another caller may have replaced it already.
      if (kept?.value === refused) kept = null;
      return current(signal);
    },
    inPlaceOf: (token) => kept?.value ?? token,
  };
}

async function requestToken(app: () => RingmeApp, http: HttpClient, signal: AbortSignal) {
  const { status, body } = await http.send({
    route: 'token',
    method: 'POST',
    url: app().tokenUrl,
    get form() {
      const { id, secret } = app();
      return { grant_type: 'client_credentials', client_id: id, client_secret: secret };
    },
    signal,
    isRateLimit: ({ status, body: refusal }) => status >= 400 && saysRateLimit(refusal),
  });
  // RFC 6749, 5.2: invalid_client and its like come as 400 or 401.
  if (status === 400 || status === 401 || status === 403) {
    throw failure('UPSTREAM_UNAUTHORIZED', 'RingMe refuses the configured application.');
  }
  const payload = record(body);
  const token = payload?.access_token;
  // What isn't visible ASCII can't stand in a header.
  if (status >= 300 || typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    throw failure('UPSTREAM_BAD_RESPONSE', 'RingMe answered with something else than a token.');
  }
  return { token, lifetime: integer(payload?.expires_in) };
}

/** Seconds that a token is used for: a minute less than it lives, or a tenth less where it lives shortly. */
function lifetimeInUse(lifetime: number | null): number {
  if (lifetime === null || lifetime <= 0) return Infinity;
  return lifetime - Math.min(60, lifetime / 10);
}

function failure(code: UpstreamErrorCode, message: string): UpstreamError {
  return new UpstreamError('ringme', code, message);
}
