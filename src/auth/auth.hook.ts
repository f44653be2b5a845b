import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { Logger } from 'pino';
import type { AuthSettings } from '../config/settings.js';
import { createAuthenticator, type AuthResult, type AuthError } from './authenticator.js';
import { ANYBODY, NOBODY, type Principal } from './principal.js';
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

/** Authentication by these settings. Without settings, everyone has every right. */
export function createAuthHook(
  auth: AuthSettings | null,
  workspaces: ReadonlySet<string>,
  logger: Logger,
): AuthHook {
  if (auth === null) return OPEN_HOOK;
  const authenticator = createAuthenticator(auth, workspaces, logger);
  const limits = createRateLimits(auth.requestsPerMinute);

  async function identify(request: FastifyRequest, headers: IncomingHttpHeaders): Promise<AuthResult> {
    const recognized = authenticator.recognize(headers);
    if (recognized !== null) return recognized;
    // Checks a signature, and may send a request to the issuer.
    return limits.countVerification(request.ip) ?? authenticator.verify(headers);
  }

  async function authenticate(
    request: FastifyRequest,
    headers: IncomingHttpHeaders,
  ): Promise<Principal | AuthError> {
    const result = await identify(request, headers);
    if (isPrincipal(result)) {
      request.principal = result;
      return limits.countRequest(result.name) ?? result;
    }
    const exceeded = result.status === 401 ? limits.countFailure(request.ip) : null;
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
    reload: authenticator.reload,
  };
}

/** Whether authentication succeeded. */
export function isPrincipal(result: Principal | AuthError): result is Principal {
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
