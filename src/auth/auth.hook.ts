import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { AuthSettings } from '../config/settings.js';
import { ANYONE, callerWith } from '../domain/caller.js';
import { createAuthenticator, type Authentication, type KnownCaller, type Refusal } from './authenticator.js';
import { createRequestLimits } from './rate-limits.js';

const NOBODY: Sender = {
  name: null,
  caller: callerWith({ workspaces: [], scopes: [], maskPersonalData: true }),
  until: null,
  withdrawn: null,
};
/** Seconds. */
const RETRY_AFTER = 1;

/** Who sends a request; its name is null where nobody is asked who they are. */
export type Sender = Omit<KnownCaller, 'name'> & { readonly name: string | null };

/** Why nobody is let in: a number where it is too early by so many seconds. */
export type Rejection = Refusal | number;

export interface Door {
  /** Who sends a request that was let in. */
  readonly senderOf: (request: FastifyRequest) => Sender;
  /** Lets in whoever has these headers, or says why not; counts it as a request. */
  readonly admit: (request: FastifyRequest, headers: IncomingHttpHeaders) => Promise<Sender | Rejection>;
  /** Takes these keys and tokens from now on. */
  readonly reload: (auth: AuthSettings) => void;
}

const ANYBODY: Sender = { name: null, caller: ANYONE, until: null, withdrawn: null };

const OPEN_DOOR: Door = {
  senderOf: () => ANYBODY,
  admit: () => Promise.resolve(ANYBODY),
  reload: () => undefined,
};

/**
 * Refuses requests of these routes whose sender isn't known (401), can't be told (503) or asks too often (429);
 * tells who sends the others. Whoever opens a WebSocket is admitted by its first message. Without settings everyone
 * may do everything.
 */
export async function registerAuthentication(
  fastify: FastifyInstance,
  routes: readonly string[],
  auth: AuthSettings | null,
  workspaces: ReadonlySet<string>,
  logger: Logger,
): Promise<Door> {
  if (auth === null) return OPEN_DOOR;
  const authenticator = createAuthenticator(auth, workspaces, logger);
  const limits = await createRequestLimits(fastify, auth.requestsPerMinute);
  const senders = new WeakMap<FastifyRequest, Sender>();

  async function authenticate(
    request: FastifyRequest,
    headers: IncomingHttpHeaders,
  ): Promise<Authentication | number> {
    const recognized = authenticator.recognize(headers);
    if (recognized !== null) return recognized;
    // Verifying costs a signature, and perhaps a request to the issuer.
    return (await limits.countVerification(request)) ?? authenticator.verify(headers);
  }

  async function admit(request: FastifyRequest, headers: IncomingHttpHeaders): Promise<Sender | Rejection> {
    const sender = await authenticate(request, headers);
    if (typeof sender === 'number') return sender;
    if ('caller' in sender) return (await limits.countRequest(sender.name, request)) ?? sender;
    const wait = sender.status === 401 ? await limits.countFailure(request) : null;
    return wait ?? sender;
  }

  fastify.addHook('onRequest', async (request, reply) => {
    if (!routes.includes(request.routeOptions.url ?? '') || request.ws) return;
    const sender = await admit(request, request.headers);
    if (typeof sender === 'number') return refuseForNow(reply, sender);
    if (!('caller' in sender)) return refuse(reply, sender);
    senders.set(request, sender);
  });
  return { senderOf: (request) => senders.get(request) ?? NOBODY, admit, reload: authenticator.reload };
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
  return reply
    .code(429)
    .header('retry-after', seconds)
    .send({ errors: [{ message: tooEarly(seconds), extensions: { code: 'RATE_LIMITED' } }] });
}

/** What is told to someone who may come again in so many seconds. */
export function tooEarly(seconds: number): string {
  return `There were too many requests; try again in ${seconds} s.`;
}
