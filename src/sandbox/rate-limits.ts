import type { LimitedPart, SandboxBehaviour } from './behaviour.js';
import { jsonReply, type Reply } from './http/reply.js';
import type { SandboxRequest } from './request-log.js';

const SECOND = 1000;
const MINUTE = 60_000;

/** The response of each part to requests beyond its limit. None says how long to wait. */
const REFUSALS: Readonly<Record<LimitedPart, Reply>> = {
  voicenter: jsonReply(403, {
    ERROR_NUMBER: 1,
    ERROR_DESCRIPTION: 'Too many requests from this account',
    STATUS_CODE: 403,
  }),
  ringme: jsonReply(429, { message: 'concurrent request not allowed', status: 429 }),
  ccrm: jsonReply(403, { success: false, message: 'Request limit has been exceeded' }),
  token: jsonReply(429, { message: 'concurrent request not allowed', status: 429 }),
};

/** Counts the requests that the limits let through. */
export class RateLimits {
  readonly #passed = new Map<LimitedPart, number[]>();
  readonly #open = new Map<LimitedPart, number>();

  /**
   * The response to a request beyond a limit. null if it is within; it then counts as in flight until `ended` is
   * called.
   */
  refusal(
    { provider, route, at }: Pick<SandboxRequest, 'provider' | 'route' | 'at'>,
    { requestsPerSecond, requestsPerMinute, concurrentRequests }: SandboxBehaviour,
  ): { readonly reply: Reply | null; readonly ended: () => void } {
    const part = route === 'token' ? route : provider;
    const passed = (this.#passed.get(part) ?? []).filter((time) => time > at - MINUTE);
    const ofSecond = passed.filter((time) => time > at - SECOND);
    const open = this.#open.get(part) ?? 0;
    const isBeyond =
      ofSecond.length >= (requestsPerSecond[part] ?? Infinity) ||
      passed.length >= (requestsPerMinute[part] ?? Infinity) ||
      open >= (concurrentRequests[part] ?? Infinity);
    if (isBeyond) return { reply: REFUSALS[part], ended: () => undefined };
    this.#passed.set(part, [...passed, at]);
    this.#open.set(part, open + 1);
    return { reply: null, ended: () => this.#open.set(part, (this.#open.get(part) ?? 0) - 1) };
  }
}
