import type { SandboxBehaviour } from '../behaviour.js';
import { bearerToken } from '../http/bearer.js';
import { jsonReply, type Reply } from '../http/reply.js';
import type { SandboxRequest } from '../request-log.js';

/** ccrm's answer to a request that may not be answered, or null: the key first, then the method. */
export function ccrmRefusal(
  request: SandboxRequest,
  { ccrmTokens }: Pick<SandboxBehaviour, 'ccrmTokens'>,
): Reply | null {
  if (!ccrmTokens.includes(bearerToken(request.headers.authorization) ?? '')) {
    return jsonReply(401, { success: false, message: 'Unauthorized' });
  }
  return request.method === 'GET' ? null : jsonReply(405, { success: false, message: 'Method Not Allowed' });
}
