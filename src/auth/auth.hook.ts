import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { AuthSettings } from '../config/settings.js';
import { ANYONE, callerWith } from '../domain/caller.js';
import { createAuthenticator, type AuthResult, type AuthError } from './authenticator.js';
import type { Principal } from './principal.js';
import { createRateLimits } from './rate-limits.js';

const NOBODY: Principal = {
  name: null,
  label: {},
  caller: callerWith({ workspaces: [], scopes: [], maskPersonalData: true }),
  until: null,
  withdrawn: null,
};

declare module 'fastify' {
  interface FastifyRequest {
    /** Absent as long as the request isn't authenticated. */
    principal?: Principal;
  }
}

/** Determines who sends a request. */
export interface AuthHook {
  /** The principal of an authenticated request, even if it exceeds its rate limit. */
  readonly principalOf: (request: FastifyRequest) => Principal;
  /** Authenticates the sender of these headers, or returns the reason for rejection. Counts as a request. */
  readonly authenticate: (
    request: FastifyRequest,
    headers: IncomingHttpHeaders,
  ) => Promise<Principal | AuthError>;
  /** Replaces the settings for keys and tokens. */
  readonly reload: (auth: AuthSettings) => void;
}

const ANYBODY: Principal = { name: null, label: {}, caller: ANYONE, until: null, withdrawn: null };

const OPEN_HOOK: AuthHook = {
  principalOf: () => ANYBODY,
  authenticate: () => Promise.resolve(ANYBODY),
  reload: () => undefined,
};

/**
 * Rejects requests of these routes whose principal is unknown (401), can't be determined (503) or exceeds its rate limit
 * (429), and provides the principal of the others. The first message of a WebSocket authenticates it. Without settings,
 * everyone has every right.
 */
export function registerAuthentication(
  fastify: FastifyInstance,
  routes: readonly string[],
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

  fastify.addHook('onRequest', async (request, reply) => {
    if (!routes.includes(request.routeOptions.url ?? '') || request.ws) return;
    const result = await authenticate(request, request.headers);
    if (!isPrincipal(result)) return sendAuthError(reply, result);
  });
  return {
    principalOf: ({ principal = NOBODY }) => principal,
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

function sendAuthError(reply: FastifyReply, error: AuthError): FastifyReply {
  const { status, code, message, challenge, retryAfter } = error;
  if (challenge !== null) void reply.header('www-authenticate', challenge);
  if (retryAfter !== null) void reply.header('retry-after', retryAfter);
  return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}
