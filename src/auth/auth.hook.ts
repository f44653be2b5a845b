import { setMaxListeners } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { Logger } from 'pino';
import type { AuthSettings, JwtSettings } from '../config/settings.js';
import { createApiKeys } from './api-keys.js';
import { createBearerTokens } from './bearer-tokens.js';
import { ANYBODY, NOBODY, type AuthError, type NamedPrincipal, type Principal } from './principal.js';
import { createRateLimits } from './rate-limits.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Its sender, even if it exceeds its rate limit; `NOBODY` as long as it isn't authenticated. */
    principal: Principal;
  }
}

/** Determines who sends a request. */
export interface AuthHook {
  /** The principal of each request until it is authenticated. */
  readonly initial: Principal;
  /**
   * Rejects a request whose principal is unknown (401), can't be determined (503) or exceeds its rate limit (429). The
   * first message of a WebSocket authenticates it.
   */
  readonly onRequest: onRequestAsyncHookHandler;
  /** Authenticates the sender of these headers, or returns the reason for rejection. Counts as a request. */
  readonly authenticate: (
    request: FastifyRequest,
    headers: IncomingHttpHeaders,
  ) => Promise<Principal | AuthError>;
  /** Replaces the settings for keys and tokens. */
  readonly reload: (auth: AuthSettings) => void;
}

const OPEN_HOOK: AuthHook = {
  initial: ANYBODY,
  onRequest: () => Promise.resolve(),
  authenticate: () => Promise.resolve(ANYBODY),
  reload: () => undefined,
};

/**
 * Authentication by `x-api-key` or bearer token, according to these settings; tokens may grant access to these
 * workspaces. Without settings, everyone has every right.
 */
export function createAuthHook(
  auth: AuthSettings | null,
  workspaces: ReadonlySet<string>,
  logger: Logger,
): AuthHook {
  if (auth === null) return OPEN_HOOK;
  const keys = createApiKeys(auth.apiKeys);
  const limits = createRateLimits(auth.requestsPerMinute);
  let accepted = acceptedTokens(auth.jwt, workspaces, logger);

  /** The result if no verification is needed; null if it requires `verify`. */
  function recognize(headers: IncomingHttpHeaders): NamedPrincipal | AuthError | null {
    const { tokens, missing, unknownKey } = accepted;
    const key = headers['x-api-key'];
    // Without settings for tokens, the header is ignored.
    const token = tokens && tokenOf(headers);
    if (token === null) return typeof key === 'string' ? (keys.principalOf(key) ?? unknownKey) : missing;
    return key === undefined ? (tokens?.remembered(token) ?? null) : AMBIGUOUS;
  }

  /** Verifies the token, which may send a request to the issuer, and caches the principal. */
  async function verify(headers: IncomingHttpHeaders): Promise<NamedPrincipal | AuthError> {
    const { tokens } = accepted;
    const verified = await tokens?.verify(tokenOf(headers) ?? '');
    if (tokens !== accepted.tokens) return recognize(headers) ?? verify(headers);
    return typeof verified === 'object' ? verified : AUTH_ERRORS[verified ?? 'INVALID'];
  }

  async function authenticate(
    request: FastifyRequest,
    headers: IncomingHttpHeaders,
  ): Promise<Principal | AuthError> {
    const { ip } = request;
    const result = recognize(headers) ?? limits.countVerification(ip) ?? (await verify(headers));
    if (isPrincipal(result)) {
      request.principal = result;
      return limits.countRequest(result.name) ?? result;
    }
    const exceeded = result.status === 401 ? limits.countFailure(ip) : null;
    return exceeded ?? result;
  }

  return {
    initial: NOBODY,
    async onRequest(request, reply) {
      if (request.ws) return;
      const result = await authenticate(request, request.headers);
      if (!isPrincipal(result)) return sendAuthError(reply, result);
    },
    authenticate,
    // Tokens stay verified if their settings are unchanged.
    reload({ apiKeys, jwt }) {
      keys.replace(apiKeys);
      if (JSON.stringify(jwt) === accepted.text) return;
      const before = accepted;
      accepted = acceptedTokens(jwt, workspaces, logger);
      before.end.abort();
    },
  };
}

/** Whether authentication succeeded. */
export function isPrincipal<P extends Principal>(result: P | AuthError): result is P {
  return 'caller' in result;
}

/** Whether any key or token masks personal data (`pii:read` may still reveal it). */
export function masksAnyone(auth: AuthSettings | null): boolean {
  const grants = auth === null ? [] : [...auth.apiKeys, auth.jwt];
  return grants.some((grant) => grant?.maskPersonalData === true);
}

function sendAuthError(reply: FastifyReply, { status, code, message, headers }: AuthError): FastifyReply {
  return reply
    .code(status)
    .headers(headers)
    .send({ errors: [{ message, extensions: { code } }] });
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
