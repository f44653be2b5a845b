import type { FastifyReply, FastifyRequest } from 'fastify';
import { demandsLive } from '../operations/demands-live.js';
import { writeCacheControl } from './cache-control.js';
import type { OperationFastPath } from '../operations/operation-fast-path.js';
import type { ResponseCache } from '../operations/response-cache/response-cache.js';
import { responseKey } from '../operations/response-cache/response-key.js';

export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> | FastifyReply;

export interface GraphqlRoute {
  /** Lets Apollo execute a request's operation; writes the head of the response and returns its body. */
  readonly execute: (request: FastifyRequest, reply: FastifyReply) => Promise<string>;
  readonly fastPath: OperationFastPath;
  /** null if responses aren't cached. */
  readonly responses: ResponseCache | null;
  /** The server's clock, in milliseconds. */
  readonly now: () => number;
}

/** Responds to operations. Uses a cached response if all of its data are still fresh. */
export function createGraphqlHandler({ execute, fastPath, responses, now }: GraphqlRoute): Handler {
  async function execution(request: FastifyRequest, reply: FastifyReply): Promise<string | Buffer> {
    const body = await fastPath.execute(request, reply);
    if (body !== null) return body;
    const response = await execute(request, reply);
    fastPath.learn(request, reply);
    return response;
  }

  async function executeAnew(request: FastifyRequest, reply: FastifyReply, key: string | null) {
    const began = responses?.moment() ?? 0;
    const body = await execution(request, reply);
    const { freshUntil = null, writable = false, operationName = null } = request.operation ?? {};
    if (reply.statusCode !== 200) return body;
    writeCacheControl(reply, { freshUntil, writable }, now());
    const contentType = reply.getHeader('content-type');
    if (responses === null || key === null || freshUntil === null) return body;
    if (typeof contentType !== 'string') return body;
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const response = { body: bytes, contentType, operationName, freshUntil, writable };
    responses.keep(key, began, response);
    return bytes;
  }

  return (request, reply) => {
    const { caller } = request.principal;
    const key = responses && responseKey(request, request.bodyText ?? '', caller);
    const isCacheable = key !== null && !demandsLive(request.headers);
    const cached = isCacheable ? (responses?.find(key, caller) ?? null) : null;
    if (cached === null) return executeAnew(request, reply, key);
    const { operationName, freshUntil, writable } = cached;
    const operation = { operationName, freshUntil, writable, operationType: 'query' } as const;
    request.operation = { ...operation, outcome: 'OK', fromMemory: true };
    writeCacheControl(reply, cached, now());
    return reply.header('content-type', cached.contentType).send(cached.body);
  };
}
