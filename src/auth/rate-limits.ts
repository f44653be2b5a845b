import { fastifyRateLimit } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** How often callers may ask, and strangers may guess. Each answers the seconds to wait, or null where there is no need. */
export interface RequestLimits {
  /** Counts a request of the caller of this name. */
  countRequest(name: string, request: FastifyRequest): Promise<number | null>;
  /** Counts a request without a caller, by the address that it comes from. */
  countFailure(request: FastifyRequest): Promise<number | null>;
  /**
   * Counts a signature to verify for an address that has used up its failures. All such addresses share one budget:
   * behind one of them may be a proxy, and behind the proxy callers with good tokens.
   */
  countVerification(request: FastifyRequest): Promise<number | null>;
}

/** Milliseconds. */
const MINUTE = 60_000;
/** Failures a minute from one address, IPv6 ones by their network of 64 bits. */
export const FAILURES_PER_MINUTE = 60;
/** Signatures a second, together a tenth of a processor core, for all addresses that have used up their failures. */
export const SUSPECT_VERIFICATIONS_PER_SECOND = 500;
const SECOND = 1000;

/** Limits by the minute; the addresses and names that were last seen are kept, 5000 of each. */
export async function createRateLimits(
  fastify: FastifyInstance,
  requestsPerMinute: number,
): Promise<RequestLimits> {
  await fastify.register(fastifyRateLimit, { global: false });
  const names = new WeakMap<FastifyRequest, string>();
  const requests = fastify.createRateLimit({
    max: requestsPerMinute,
    timeWindow: MINUTE,
    keyGenerator: (request) => names.get(request) ?? '',
  });
  const failures = fastify.createRateLimit({ max: FAILURES_PER_MINUTE, timeWindow: MINUTE });

  const verifications = fastify.createRateLimit({
    max: SUSPECT_VERIFICATIONS_PER_SECOND,
    timeWindow: SECOND,
    keyGenerator: () => 'all',
  });

  return {
    async countRequest(name, request) {
      names.set(request, name);
      return waitOf(await requests(request));
    },
    countFailure: async (request) => waitOf(await failures(request)),
    async countVerification(request) {
      const state = await failures(request, { increment: false });
      const isSuspect = !state.isAllowed && state.remaining === 0;
      return isSuspect ? waitOf(await verifications(request)) : null;
    },
  };
}

type LimitState = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>;

function waitOf(state: LimitState): number | null {
  return !state.isAllowed && state.isExceeded ? state.ttlInSeconds : null;
}
