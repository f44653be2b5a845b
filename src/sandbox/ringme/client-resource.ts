import { gzipSync } from 'node:zlib';
import type { SandboxBehaviour } from '../behaviour.js';
import { bearerToken } from '../http/bearer.js';
import { jsonReply, type Reply } from '../http/reply.js';
import type { SandboxRequest } from '../request-log.js';
import type { SandboxData } from '../wire.js';
import { clientChanges } from './client-changes.js';
import type { Quota } from './quota.js';
import type { Tokens } from './tokens.js';

const PATH =
  /^\/ringme\/api\/ver1\.0\/client\/(?:client_info\/(?<byInfo>[^/?]+)|(?<byId>[^/?]+)\/client)\/(?:\?|$)/;

interface ClientResource {
  readonly data: SandboxData;
  readonly behaviour: SandboxBehaviour;
  readonly tokens: Tokens;
  readonly quota: Quota;
}

/**
 * RingMe's client, read with GET and changed with PUT on either form of the path. Responses are gzipped; 406 without
 * `Accept-Encoding: gzip`.
 */
export function clientResource(request: SandboxRequest, resource: ClientResource): Reply {
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
    return jsonReply(406, { message: 'Accept-Encoding: gzip is required', status: 406 });
  }
  return gzipped(answer(request, resource));
}

function answer(request: SandboxRequest, { data, behaviour, tokens, quota }: ClientResource): Reply {
  const path = PATH.exec(request.path)?.groups;
  if (path === undefined) return failure(404, 'not_found');
  if (!tokens.accepts(bearerToken(request.headers.authorization), behaviour.ringmeTokens))
    return failure(401, 'unauthorized');
  const { allowed, headers } = quota.use(behaviour.ringmeQuota, request.at);
  if (!allowed) return failure(429, 'rate_limit_exceeded', headers);
  const clientId = path.byInfo ?? path.byId ?? '';
  if (!['@me', '%40me', String(data.client.id)].includes(clientId)) {
    return failure(404, 'client_not_found', headers);
  }
  if (request.method === 'GET') return jsonReply(200, data.client, headers);
  if (request.method !== 'PUT') return failure(405, 'method_not_allowed', headers);
  const isJson = (request.headers['content-type'] ?? '').startsWith('application/json');
  const requested = clientChanges(isJson ? request.body : null, behaviour.writableFields);
  if ('status' in requested) return failure(requested.status, requested.message, headers);
  Object.assign(data.client, requested.changes);
  return jsonReply(200, data.client, headers);
}

function failure(status: number, message: string, headers: Record<string, string> = {}): Reply {
  return jsonReply(status, { message, status }, headers);
}

function gzipped(reply: Reply): Reply {
  return {
    ...reply,
    headers: { ...reply.headers, 'content-encoding': 'gzip', vary: 'Accept-Encoding' },
    body: gzipSync(reply.body),
  };
}
