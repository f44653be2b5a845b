import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { AuthSettings } from '../config/settings.js';
import { ANYONE, callerWith, type Caller } from '../domain/caller.js';
import { createAuthenticator, type Authentication, type Refusal } from './authenticate.js';
import { createRequestLimits } from './request-limits.js';

const NOBODY = callerWith({ workspaces: [], scopes: [], maskPersonalData: true });
/** Seconds. */
const RETRY_AFTER = 1;

/**
 * Refuses requests of this route whose sender isn't known (401), can't be told (503) or asks too often (429);
 * tells who sends the others. Without settings everyone may do everything.
 */
export async function registerAuthentication(
  fastify: FastifyInstance,
  route: string,
  auth: AuthSettings | null,
  workspaces: ReadonlySet<string>,
  logger: Logger,
): Promise<(request: FastifyRequest) => Caller> {
  if (auth === null) return () => ANYONE;
  const authenticator = createAuthenticator(auth, workspaces, logger);
  const limits = await createRequestLimits(fastify, auth.requestsPerMinute);
  const callers = new WeakMap<FastifyRequest, Caller>();

  async function authenticate(request: FastifyRequest): Promise<Authentication | number> {
    const recognized = authenticator.recognize(request.headers);
    if (recognized !== null) return recognized;
    // Verifying costs a signature, and perhaps a request to the issuer.
    return (await limits.afterFailures(request)) ?? authenticator.verify(request.headers);
  }

  fastify.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== route) return;
    const sender = await authenticate(request);
    if (typeof sender === 'number') return refuseForNow(reply, sender);
    if ('caller' in sender) {
      const wait = await limits.countRequest(sender.name, request);
      if (wait !== null) return refuseForNow(reply, wait);
      callers.set(request, sender.caller);
      return;
    }
    const wait = sender.status === 401 ? await limits.countFailure(request) : null;
    return wait === null ? refuse(reply, sender) : refuseForNow(reply, wait);
  });
  return (request) => callers.get(request) ?? NOBODY;
}

/** Whether these settings have callers who may not see personal data. */
export function masksAnyone(auth: AuthSettings | null): boolean {
  const grants = auth === null ? [] : [...auth.apiKeys, auth.jwt];
  return grants.some((grant) => grant?.maskPersonalData === true);
}

function refuse(reply: FastifyReply, { status, code, message, challenge }: Refusal): FastifyReply {
  if (challenge === null) void reply.header('retry-after', RETRY_AFTER);
  else void reply.header('www-authenticate', challenge);
  return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}

/** Refuses a request that may be sent again after so many seconds. */
function refuseForNow(reply: FastifyReply, seconds: number): FastifyReply {
  const message = `There were too many requests; try again in ${seconds} s.`;
  return reply
    .code(429)
    .header('retry-after', seconds)
    .send({ errors: [{ message, extensions: { code: 'RATE_LIMITED' } }] });
}
