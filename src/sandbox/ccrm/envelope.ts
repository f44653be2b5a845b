import type { SandboxBehaviour } from '../behaviour.js';
import { bearerToken } from '../http/bearer.js';
import { jsonReply, type Reply } from '../http/reply.js';
import type { SandboxRequest } from '../request-log.js';

/** ccrm's response to a wrong key or, if the key is right, to a wrong method; null for any other request. */
export function ccrmRefusal(
  request: SandboxRequest,
  { ccrmTokens }: Pick<SandboxBehaviour, 'ccrmTokens'>,
): Reply | null {
  if (!ccrmTokens.includes(bearerToken(request.headers.authorization) ?? '')) {
    return jsonReply(401, { success: false, message: 'Unauthorized' });
  }
  return request.method === 'GET' ? null : jsonReply(405, { success: false, message: 'Method Not Allowed' });
}
