import { isObject } from '../http/json.js';
import { jsonReply, type Reply } from '../http/reply.js';
import type { SandboxRequest } from '../request-log.js';
import type { SandboxData } from '../wire.js';

const WELL_FORMED_CODE = /^[A-Za-z0-9-]{8,64}$/;

/** Voicenter's GetExtensions. Its errors have status 200; a code that fits no account gets an empty list. */
export function getExtensions(request: SandboxRequest, data: SandboxData, emptyRoot: boolean): Reply {
  if (request.method !== 'GET' && request.method !== 'POST') {
    return jsonReply(405, { Message: 'The requested resource does not support this method.' });
  }
  const { code, showAll } = parameters(request);
  if (typeof code !== 'string' || !WELL_FORMED_CODE.test(code)) {
    return jsonReply(200, { ERR: 1, DESC: 'Unauthorized', EXTENSIONS: [] });
  }
  const account = Object.hasOwn(data.accountCodes, code) ? data.accountCodes[code] : undefined;
  if (account === undefined && emptyRoot) return jsonReply(200, []);
  const extensions = data.extensions.filter(
    (extension) => account !== undefined && (isTrue(showAll) || extension.AccountID === account),
  );
  return jsonReply(200, { ERR: 0, DESC: 'OK', EXTENSIONS: extensions });
}

function parameters(request: SandboxRequest): Readonly<Record<string, unknown>> {
  if (request.method === 'GET') return request.query;
  const isJson = (request.headers['content-type'] ?? '').startsWith('application/json');
  return isJson && isObject(request.body) ? request.body : {};
}

function isTrue(showAll: unknown): boolean {
  return showAll === true || showAll === 1 || (typeof showAll === 'string' && /^(1|true)$/i.test(showAll));
}
