import { fastifyRateLimit } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuthError } from './authenticator.js';
import { networkOf } from './network-of.js';

/** Milliseconds. */
const MINUTE = 60_000;
/** Failed authentications per minute and address; an IPv6 address counts by its /64 network. */
export const FAILURES_PER_MINUTE = 60;
/**
 * Signature checks per second, about a tenth of a core, for all addresses that have exceeded their limit of failures.
 */
export const SUSPECT_VERIFICATIONS_PER_SECOND = 500;
const SECOND = 1000;

/**
 * Limits requests per minute, and failed authentication; tracks the 5000 most recent addresses and the 5000 most recent
 * names. Each method returns an error (429) if the limit is exceeded, else null.
 */
export async function createRateLimits(fastify: FastifyInstance, requestsPerMinute: number) {
  await fastify.register(fastifyRateLimit, { global: false });
  const requests = fastify.createRateLimit({
    max: requestsPerMinute,
    timeWindow: MINUTE,
    keyGenerator: ({ principal }) => principal?.name ?? '',
  });
  const failures = fastify.createRateLimit({
    max: FAILURES_PER_MINUTE,
    timeWindow: MINUTE,
    keyGenerator: ({ ip }) => networkOf(ip),
  });

  const verifications = fastify.createRateLimit({
    max: SUSPECT_VERIFICATIONS_PER_SECOND,
    timeWindow: SECOND,
    keyGenerator: () => 'all',
  });

  return {
    /** Counts a request of its principal. */
    countRequest: async (request: FastifyRequest) => errorOf(await requests(request)),
    /** Counts a failed authentication for the address of its request. */
    countFailure: async (request: FastifyRequest) => errorOf(await failures(request)),
    /**
     * Counts a signature check for an address that has exceeded its limit of failures. All such addresses share a
     * budget: one may be that of a proxy whose other clients have valid tokens.
     */
    async countVerification(request: FastifyRequest): Promise<AuthError | null> {
      const state = await failures(request, { increment: false });
      const isSuspect = !state.isAllowed && state.remaining === 0;
      return isSuspect ? errorOf(await verifications(request)) : null;
    },
  };
}

type LimitState = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>;

function errorOf(state: LimitState): AuthError | null {
  if (state.isAllowed || !state.isExceeded) return null;
  const { ttlInSeconds: retryAfter } = state;
  const message = `Too many requests; retry in ${retryAfter} s.`;
  return { status: 429, code: 'RATE_LIMITED', message, challenge: null, retryAfter };
}
