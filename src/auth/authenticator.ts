import { setMaxListeners } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import type { AuthSettings, JwtSettings } from '../config/settings.js';
import { createApiKeys } from './api-keys.js';
import { createBearerTokens } from './bearer-tokens.js';
import type { NamedPrincipal } from './principal.js';

/** Why a request is rejected, in words for its sender. */
export interface AuthError {
  readonly status: 401 | 429 | 503;
  readonly code: 'UNAUTHENTICATED' | 'RATE_LIMITED' | 'AUTHENTICATION_UNAVAILABLE';
  readonly message: string;
  /** Of the response: the challenge of a 401 (RFC 6750, 3), otherwise `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The sender of a request, or why it is rejected. */
export type AuthResult = NamedPrincipal | AuthError;

/**
 * Identifies the sender of a request by its `x-api-key` or bearer token, according to these settings; tokens may grant
 * access to these workspaces.
 */
export function createAuthenticator(auth: AuthSettings, workspaces: ReadonlySet<string>, logger: Logger) {
  const keys = createApiKeys(auth.apiKeys);
  let accepted = acceptedTokens(auth.jwt, workspaces, logger);

  /** Verifies the request's token and caches the principal. */
  async function verify(headers: IncomingHttpHeaders): Promise<AuthResult> {
    const { tokens } = accepted;
    const verified = await tokens?.verify(tokenOf(headers) ?? '');
    if (tokens !== accepted.tokens) return recognize(headers) ?? verify(headers);
    return typeof verified === 'object' ? verified : AUTH_ERRORS[verified ?? 'INVALID'];
  }

  /** The result if no verification is needed; null if it requires `verify`. */
  function recognize(headers: IncomingHttpHeaders): AuthResult | null {
    const { tokens, missing, unknownKey } = accepted;
    const key = headers['x-api-key'];
    // Without settings for tokens, the header is ignored.
    const token = tokens && tokenOf(headers);
    if (token === null) return typeof key === 'string' ? (keys.principalOf(key) ?? unknownKey) : missing;
    return key === undefined ? (tokens?.remembered(token) ?? null) : AMBIGUOUS;
  }

  return {
    recognize,
    verify,
    /** Replaces the settings. Tokens stay verified if their settings are unchanged. */
    reload: ({ apiKeys, jwt }: AuthSettings): void => {
      keys.replace(apiKeys);
      if (JSON.stringify(jwt) === accepted.text) return;
      const before = accepted;
      accepted = acceptedTokens(jwt, workspaces, logger);
      before.end.abort();
    },
  };
}

/** The accepted tokens, and the error for requests with neither a token nor a key. */
function acceptedTokens(jwt: JwtSettings | null, workspaces: ReadonlySet<string>, logger: Logger) {
  const end = new AbortController();
  // Each of their callers' subscriptions adds a listener.
  setMaxListeners(0, end.signal);
  const wanted = jwt === null ? 'an API key (x-api-key)' : 'an API key (x-api-key) or a bearer token';
  const scheme = jwt === null ? 'ApiKey' : 'Bearer';
  return {
    tokens: jwt && createBearerTokens(jwt, workspaces, logger, end.signal),
    end,
    text: JSON.stringify(jwt),
    missing: authError(`The request needs ${wanted}.`, scheme),
    unknownKey: authError('Unknown API key.', scheme),
  };
}

function authError(message: string, challenge: string): AuthError {
  return { status: 401, code: 'UNAUTHENTICATED', message, headers: { 'www-authenticate': challenge } };
}

const AMBIGUOUS = authError('Send either an API key or a bearer token, not both.', 'Bearer');

const AUTH_ERRORS = {
  EXPIRED: authError(
    'The token has expired.',
    'Bearer error="invalid_token", error_description="The token has expired"',
  ),
  INVALID: authError('The token is not valid.', 'Bearer error="invalid_token"'),
  UNKNOWN: {
    status: 503,
    code: 'AUTHENTICATION_UNAVAILABLE',
    message: 'The token can’t be verified right now; retry in a second.',
    headers: { 'retry-after': '1' },
  },
} as const satisfies Record<string, AuthError>;

/** A request's bearer token; null if it has none. */
function tokenOf({ authorization }: IncomingHttpHeaders): string | null {
  return /^bearer +([^ ].*)$/i.exec(authorization ?? '')?.[1] ?? null;
}
