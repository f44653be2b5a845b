import type { FastifyInstance } from 'fastify';
import { networkOf } from '../../auth/network-of.js';
import { onceClosed } from '../../operations/once-closed.js';
import { errorBody, ERROR_TYPE } from '../http-errors.js';
import { Tally } from './tally.js';

/**
 * Limits on responses that clients haven't read yet. They apply separately to callers with and without credentials, so
 * that the latter can't use up the memory of the former.
 */
export const UNSENT_LIMITS = {
  /** The maximum number of bytes of all connections together. */
  bytes: 64 * 1024 ** 2,
  /** The maximum number of bytes of one caller, by address if it has no name. A single response may exceed it. */
  ofOne: 32 * 1024 ** 2,
  /** Milliseconds after which a connection that reads nothing of its response is terminated. */
  stallTimeout: 30_000,
};

export type UnsentLimits = Readonly<typeof UNSENT_LIMITS>;

const REFUSAL = errorBody(503, 'Too many responses are waiting to be read; read them, or retry in a second.');

/**
 * Limits the responses that wait in memory until clients read them. Replaces those that exceed the limits with 503
 * SERVICE_UNAVAILABLE and `Retry-After`, unless they are no longer than that error, such as those of health checks.
 * Streams don't count: they write only what their client can receive.
 */
export function registerUnsentResponses(fastify: FastifyInstance, limits: UnsentLimits): void {
  const ofNamed = new Tally();
  const ofOthers = new Tally();
  const fits = (unsent: Tally, caller: string, bytes: number) => {
    const own = unsent.of(caller);
    return unsent.total + bytes <= limits.bytes && (own === 0 || own + bytes <= limits.ofOne);
  };

  fastify.addHook('onSend', (request, reply, payload, done) => {
    const bytes = bytesOf(payload);
    if (bytes === null) {
      done();
      return;
    }
    const { raw } = reply;
    // Node would destroy the socket even without a listener, but Fastify's `inject` needs one.
    raw.setTimeout(limits.stallTimeout, () => raw.destroy());
    const { name } = request.principal;
    const unsent = name === null ? ofOthers : ofNamed;
    const caller = name ?? networkOf(request.ip);
    if (bytes > REFUSAL.length && !fits(unsent, caller, bytes)) {
      void reply.code(503).type(ERROR_TYPE).header('retry-after', 1);
      void reply.header('cache-control', 'no-store');
      void reply.removeHeader('content-length').removeHeader('content-encoding');
      done(null, REFUSAL);
      return;
    }
    onceClosed(raw, unsent.take(caller, bytes));
    done();
  });
}

/** The size of a payload, in bytes; null for a stream, or without a payload. */
function bytesOf(payload: unknown): number | null {
  if (typeof payload === 'string') return Buffer.byteLength(payload);
  return payload instanceof Uint8Array ? payload.byteLength : null;
}
