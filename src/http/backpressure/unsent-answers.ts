import type { FastifyInstance, FastifyRequest } from 'fastify';
import { onceClosed } from '../../operations/once-closed.js';

/** Limits on responses that clients haven't read yet. */
export interface UnsentLimits {
  /** The most bytes of all connections together. */
  readonly bytes: number;
  /** The most bytes of one caller, unless it is a single response. */
  readonly ofOne: number;
  /** Milliseconds after which a connection that reads nothing of its response is terminated. */
  readonly patience: number;
}

export const UNSENT_LIMITS: UnsentLimits = {
  bytes: 64 * 1024 ** 2,
  ofOne: 32 * 1024 ** 2,
  patience: 30_000,
};

const REFUSAL = JSON.stringify({
  errors: [
    {
      message: 'Too many responses are waiting to be read; read them, or retry in a second.',
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    },
  ],
});

/**
 * Limits the responses of this route that wait in memory until clients read them. Replaces those that exceed
 * the limits with 503 SERVICE_UNAVAILABLE and `Retry-After`. Streams don't count: they write only what their
 * client can receive.
 */
export function registerUnsentAnswers(
  fastify: FastifyInstance,
  route: string,
  limits: UnsentLimits,
  nameOf: (request: FastifyRequest) => string,
): void {
  const unsent = new Map<string, number>();
  let all = 0;

  function fits(name: string, bytes: number): boolean {
    const own = unsent.get(name) ?? 0;
    return all + bytes <= limits.bytes && (own === 0 || own + bytes <= limits.ofOne);
  }

  function count(name: string, bytes: number): void {
    const own = (unsent.get(name) ?? 0) + bytes;
    if (own === 0) unsent.delete(name);
    else unsent.set(name, own);
    all += bytes;
  }

  fastify.addHook('onSend', (request, reply, payload, done) => {
    const bytes = bytesOf(payload);
    if (request.routeOptions.url !== route || bytes === null) {
      done();
      return;
    }
    const { raw } = reply;
    const name = nameOf(request);
    // Node would destroy the socket even without a listener, but Fastify's `inject` needs one.
    raw.setTimeout(limits.patience, () => raw.destroy());
    if (!fits(name, bytes)) {
      void reply.code(503).type('application/json; charset=utf-8').header('retry-after', 1);
      void reply.header('cache-control', 'no-store').removeHeader('content-length');
      done(null, REFUSAL);
      return;
    }
    count(name, bytes);
    onceClosed(raw, () => {
      count(name, -bytes);
    });
    done();
  });
}

/** The size of a payload; null for a stream, or without a payload. */
function bytesOf(payload: unknown): number | null {
  if (typeof payload === 'string') return Buffer.byteLength(payload);
  return payload instanceof Uint8Array ? payload.byteLength : null;
}
