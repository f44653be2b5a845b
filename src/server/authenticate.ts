import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuthSettings } from '../config/settings.js';
import { ANYONE, type Caller } from '../domain/caller.js';

/** Who sends a request; null where that isn't known and has to be. */
export type Authenticate = (headers: IncomingHttpHeaders) => Caller | null;

/** Refuses requests of this route with 401 whose sender isn't known; tells who sends the others. */
export function registerAuthentication(
  fastify: FastifyInstance,
  route: string,
  authenticate: Authenticate,
): (request: FastifyRequest) => Caller {
  const callers = new WeakMap<FastifyRequest, Caller>();
  fastify.addHook('onRequest', (request, reply, done) => {
    const caller = request.routeOptions.url === route ? authenticate(request.headers) : NOBODY;
    if (caller === null) {
      void reply.code(401).send(UNAUTHENTICATED);
      return;
    }
    callers.set(request, caller);
    done();
  });
  return (request) => callers.get(request) ?? NOBODY;
}

const UNAUTHENTICATED = {
  errors: [{ message: 'An API key is needed, as x-api-key.', extensions: { code: 'UNAUTHENTICATED' } }],
};
const NOBODY: Caller = { workspaces: new Set(), scopes: new Set() };

interface KnownKey {
  readonly sha256: Buffer;
  readonly caller: Caller;
}

/** Callers are known by the `x-api-key` that they send; without settings everyone may do everything. */
export function createAuthenticate(auth: AuthSettings | null): Authenticate {
  if (auth === null) return () => ANYONE;
  const keys = auth.apiKeys.map(({ sha256, workspaces, scopes }): KnownKey => {
    return {
      sha256: Buffer.from(sha256, 'hex'),
      caller: { workspaces: new Set(workspaces), scopes: new Set(scopes) },
    };
  });
  return (headers) => {
    const key = headers['x-api-key'];
    return typeof key === 'string' ? callerOf(createHash('sha256').update(key).digest(), keys) : null;
  };
}

/** Compares with every key, in a time that doesn't tell how much of one fits. */
function callerOf(digest: Buffer, keys: readonly KnownKey[]): Caller | null {
  const fitting = keys.filter(({ sha256 }) => timingSafeEqual(sha256, digest));
  return fitting[0]?.caller ?? null;
}
