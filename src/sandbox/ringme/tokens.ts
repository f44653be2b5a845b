import type { SandboxBehaviour } from '../behaviour.js';
import { isObject } from '../http/json.js';
import { jsonReply, type Reply } from '../http/reply.js';
import type { SandboxRequest } from '../request-log.js';

/** RingMe's token endpoint, OAuth 2 client credentials (RFC 6749, 4.4), and the tokens it has issued. */
export class Tokens {
  /** Milliseconds since the epoch until which each token works. */
  readonly #expiry = new Map<string, number>();
  #issued = 0;

  /** `tokenLifetime`: seconds; null for no limit, which the response doesn't mention. */
  endpoint(
    request: SandboxRequest,
    { ringmeApps, tokenLifetime: lifetime }: Pick<SandboxBehaviour, 'ringmeApps' | 'tokenLifetime'>,
  ): Reply {
    if (request.method !== 'POST') return jsonReply(405, { error: 'invalid_request' });
    const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    if (!isForm || !isObject(request.body)) return jsonReply(400, { error: 'invalid_request' });
    const { grant_type: grant, client_id: id, client_secret: secret } = request.body;
    if (grant !== 'client_credentials') return jsonReply(400, { error: 'unsupported_grant_type' });
    if (typeof id !== 'string' || !Object.hasOwn(ringmeApps, id) || ringmeApps[id] !== secret) {
      return jsonReply(401, { error: 'invalid_client' });
    }
    this.#issued += 1;
    const token = `sandbox-issued-token-${this.#issued}`;
    this.#expiry.set(token, lifetime === null ? Infinity : Date.now() + lifetime * 1000);
    const expiry = lifetime === null ? {} : { expires_in: lifetime };
    return jsonReply(200, { access_token: token, token_type: 'Bearer', ...expiry, scope: 'all' });
  }

  /** Whether a bearer token is one of the fixed ones, or an issued one that hasn't expired. */
  accepts(token: string | null, fixed: readonly string[]): boolean {
    if (token === null) return false;
    return fixed.includes(token) || (this.#expiry.get(token) ?? 0) > Date.now();
  }

  /** Ends every issued token now. */
  expireAll(): void {
    this.#expiry.clear();
  }
}
