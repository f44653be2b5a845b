import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import type { AuthSettings } from '../config/settings.js';
import type { Caller } from '../domain/caller.js';
import { createApiKeyCheck } from './api-keys.js';
import { createBearerTokens, type BearerTokens } from './bearer-tokens.js';

/** A caller with a name of its own, for limits: of its key, or of the subject of its tokens. */
export interface KnownCaller {
  readonly name: string;
  readonly caller: Caller;
  /** When its token expires, in milliseconds since the epoch; null where it has none. */
  readonly until: number | null;
}

/** Why a request is refused, as it is told to its sender. */
export interface Refusal {
  readonly status: 401 | 503;
  readonly code: 'UNAUTHENTICATED' | 'AUTHENTICATION_UNAVAILABLE';
  readonly message: string;
  /** Of the header `WWW-Authenticate` (RFC 6750, 3); none where the request isn't to blame. */
  readonly challenge: string | null;
}

export type Authentication = KnownCaller | Refusal;

/** Tells who sends a request, by its `x-api-key` or its bearer token. */
export interface Authenticator {
  /** The answer that costs next to nothing; null where only `verify` can tell. */
  recognize(headers: IncomingHttpHeaders): Authentication | null;
  /** Verifies the request's token; what it answers is remembered. */
  verify(headers: IncomingHttpHeaders): Promise<Authentication>;
}

/** Knows the callers of these settings, and lets their tokens name these workspaces. */
export function createAuthenticator(
  auth: AuthSettings,
  workspaces: ReadonlySet<string>,
  logger: Logger,
): Authenticator {
  const apiKey = createApiKeyCheck(auth.apiKeys);
  const tokens = auth.jwt && createBearerTokens(auth.jwt, workspaces, logger);
  const wanted = tokens === null ? 'an API key, as x-api-key' : 'an API key, as x-api-key, or a bearer token';
  const scheme = tokens === null ? 'ApiKey' : 'Bearer';
  const missing = refusal(`The request needs ${wanted}.`, scheme);
  const unknownKey = refusal('The API key is not known.', scheme);

  return {
    recognize(headers) {
      const key = headers['x-api-key'];
      const token = tokenOf(headers, tokens);
      if (token === null) return typeof key === 'string' ? (apiKey(key) ?? unknownKey) : missing;
      return key === undefined ? (tokens?.remembered(token) ?? null) : AMBIGUOUS;
    },
    async verify(headers) {
      const known = await tokens?.verify(tokenOf(headers, tokens) ?? '');
      return typeof known === 'object' ? known : REFUSALS[known ?? 'INVALID'];
    },
  };
}

function refusal(message: string, challenge: string): Refusal {
  return { status: 401, code: 'UNAUTHENTICATED', message, challenge };
}

const AMBIGUOUS = refusal('The request needs either an API key or a bearer token, not both.', 'Bearer');

const REFUSALS = {
  EXPIRED: refusal(
    'The token has expired.',
    'Bearer error="invalid_token", error_description="The token has expired"',
  ),
  INVALID: refusal('The token is not valid.', 'Bearer error="invalid_token"'),
  UNKNOWN: {
    status: 503,
    code: 'AUTHENTICATION_UNAVAILABLE',
    message: 'The token can’t be checked at present; try again in a second.',
    challenge: null,
  },
} as const satisfies Record<string, Refusal>;

/** A request's bearer token; null where it has none. Where no tokens are taken, the header is somebody else's. */
function tokenOf({ authorization }: IncomingHttpHeaders, tokens: BearerTokens | null): string | null {
  if (tokens === null) return null;
  return /^bearer +(.*)$/i.exec(authorization ?? '')?.[1] ?? null;
}
