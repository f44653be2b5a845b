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
  caller: callerWith({ workspaces: [], scopes: [], maskPersonalData: true }),
  until: null,
  withdrawn: null,
};
/** Seconds. */
const RETRY_AFTER = 1;

/** Why nobody is let in: a number where it is too early by so many seconds. */
export type AuthRejection = AuthError | number;

export interface AuthHook {
  /** Who sends a request that was let in. */
  readonly principalOf: (request: FastifyRequest) => Principal;
  /** Lets in whoever has these headers, or says why not; counts it as a request. */
  readonly authenticate: (
    request: FastifyRequest,
    headers: IncomingHttpHeaders,
  ) => Promise<Principal | AuthRejection>;
  /** Takes these keys and tokens from now on. */
  readonly reload: (auth: AuthSettings) => void;
}

const ANYBODY: Principal = { name: null, caller: ANYONE, until: null, withdrawn: null };

const OPEN_HOOK: AuthHook = {
  principalOf: () => ANYBODY,
  authenticate: () => Promise.resolve(ANYBODY),
  reload: () => undefined,
};

/**
 * Refuses requests of these routes whose principal isn't known (401), can't be told (503) or asks too often (429);
 * tells who sends the others. Whoever opens a WebSocket is admitted by its first message. Without settings everyone
 * may do everything.
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
    // Verifying costs a signature, and perhaps a request to the issuer.
    return (await limits.countVerification(request)) ?? authenticator.verify(headers);
  }

  async function authenticate(
    request: FastifyRequest,
    headers: IncomingHttpHeaders,
  ): Promise<Principal | AuthRejection> {
    const principal = await identify(request, headers);
    if (typeof principal === 'number') return principal;
    if ('caller' in principal) return (await limits.countRequest(principal.name, request)) ?? principal;
    const wait = principal.status === 401 ? await limits.countFailure(request) : null;
    return wait ?? principal;
  }

  fastify.addHook('onRequest', async (request, reply) => {
    if (!routes.includes(request.routeOptions.url ?? '') || request.ws) return;
    const principal = await authenticate(request, request.headers);
    if (typeof principal === 'number') return sendRateLimited(reply, principal);
    if (!('caller' in principal)) return sendAuthError(reply, principal);
    principals.set(request, principal);
  });
  return {
    principalOf: (request) => principals.get(request) ?? NOBODY,
    authenticate,
    reload: authenticator.reload,
  };
}

/** Whether these settings have callers who may not see personal data. */
export function masksAnyone(auth: AuthSettings | null): boolean {
  const grants = auth === null ? [] : [...auth.apiKeys, auth.jwt];
  return grants.some((grant) => grant?.maskPersonalData === true);
}

function sendAuthError(reply: FastifyReply, { status, code, message, challenge }: AuthError): FastifyReply {
  if (challenge === null) void reply.header('retry-after', RETRY_AFTER);
  else void reply.header('www-authenticate', challenge);
  return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}

/** Refuses a request that may be sent again after so many seconds. */
function sendRateLimited(reply: FastifyReply, seconds: number): FastifyReply {
  return reply
    .code(429)
    .header('retry-after', seconds)
    .send({ errors: [{ message: tooEarly(seconds), extensions: { code: 'RATE_LIMITED' } }] });
}

/** What is told to someone who may come again in so many seconds. */
export function tooEarly(seconds: number): string {
  return `There were too many requests; try again in ${seconds} s.`;
}
