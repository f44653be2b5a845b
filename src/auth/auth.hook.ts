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
/** Seconds. */
const RETRY_AFTER = 1;

/** Why a request is rejected; a number is the seconds to wait before retrying. */
export type AuthRejection = AuthError | number;

export interface AuthHook {
  /** The principal of an authenticated request, even if it exceeds its rate limit. */
  readonly principalOf: (request: FastifyRequest) => Principal;
  /** Authenticates the sender of these headers, or returns the reason for rejection. Counts as a request. */
  readonly authenticate: (
    request: FastifyRequest,
    headers: IncomingHttpHeaders,
  ) => Promise<Principal | AuthRejection>;
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
export async function registerAuthentication(
  fastify: FastifyInstance,
  routes: readonly string[],
  auth: AuthSettings | null,
  workspaces: ReadonlySet<string>,
  logger: Logger,
): Promise<AuthHook> {
  if (auth === null) return OPEN_HOOK;
  const authenticator = createAuthenticator(auth, workspaces, logger);
  const limits = await createRateLimits(fastify, auth.requestsPerMinute);
  const principals = new WeakMap<FastifyRequest, Principal>();

  async function identify(
    request: FastifyRequest,
    headers: IncomingHttpHeaders,
  ): Promise<AuthResult | number> {
    const recognized = authenticator.recognize(headers);
    if (recognized !== null) return recognized;
    // Checks a signature, and may send a request to the issuer.
    return (await limits.countVerification(request)) ?? authenticator.verify(headers);
  }

  async function authenticate(
    request: FastifyRequest,
    headers: IncomingHttpHeaders,
  ): Promise<Principal | AuthRejection> {
    const principal = await identify(request, headers);
    if (typeof principal === 'number') return principal;
    if (isPrincipal(principal)) {
      principals.set(request, principal);
      return (await limits.countRequest(principal.name, request)) ?? principal;
    }
    const wait = principal.status === 401 ? await limits.countFailure(request) : null;
    return wait ?? principal;
  }

  fastify.addHook('onRequest', async (request, reply) => {
    if (!routes.includes(request.routeOptions.url ?? '') || request.ws) return;
    const principal = await authenticate(request, request.headers);
    if (typeof principal === 'number') return sendRateLimited(reply, principal);
    if (!isPrincipal(principal)) return sendAuthError(reply, principal);
  });
  return {
    principalOf: (request) => principals.get(request) ?? NOBODY,
    authenticate,
    reload: authenticator.reload,
  };
}

export function isPrincipal(result: Principal | AuthRejection): result is Principal {
  return typeof result === 'object' && 'caller' in result;
}

/** Whether any key or token masks personal data (`pii:read` may still reveal it). */
export function masksAnyone(auth: AuthSettings | null): boolean {
  const grants = auth === null ? [] : [...auth.apiKeys, auth.jwt];
  return grants.some((grant) => grant?.maskPersonalData === true);
}

function sendAuthError(reply: FastifyReply, { status, code, message, challenge }: AuthError): FastifyReply {
  if (challenge === null) void reply.header('retry-after', RETRY_AFTER);
  else void reply.header('www-authenticate', challenge);
  return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}

/** Rejects a request that may be retried after this many seconds. */
function sendRateLimited(reply: FastifyReply, seconds: number): FastifyReply {
  return reply
    .code(429)
    .header('retry-after', seconds)
    .send({ errors: [{ message: tooEarly(seconds), extensions: { code: 'RATE_LIMITED' } }] });
}

/** The error message for a client that may retry after this many seconds. */
export function tooEarly(seconds: number): string {
  return `Too many requests; retry in ${seconds} s.`;
}
