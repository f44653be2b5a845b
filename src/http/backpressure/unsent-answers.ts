import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What answers may take that their clients haven't read yet. */
export interface UnsentLimits {
  /** Bytes of all connections together. */
  readonly bytes: number;
  /** Bytes of one caller, unless it is a single answer. */
  readonly ofOne: number;
  /** Milliseconds after which a connection is cut that takes nothing of its answer. */
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
      message: 'Too many answers wait to be read at present; read them, or try again in a second.',
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    },
  ],
});

/**
 * Bounds the answers of this route that wait in memory until they are read: 503 SERVICE_UNAVAILABLE with Retry-After
 * stands for those that don't fit. Streams aren't counted: they write nothing that there is no room for.
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
    // Without a listener Node cuts the connection.
    raw.setTimeout(limits.patience);
    if (!fits(name, bytes)) {
      void reply.code(503).type('application/json; charset=utf-8').header('retry-after', 1);
      void reply.header('cache-control', 'no-store').removeHeader('content-length');
      done(null, REFUSAL);
      return;
    }
    count(name, bytes);
    raw.once('close', () => {
      count(name, -bytes);
    });
    done();
  });
}

/** null for a stream, and for nothing. */
function bytesOf(payload: unknown): number | null {
  if (typeof payload === 'string') return Buffer.byteLength(payload);
  return payload instanceof Uint8Array ? payload.byteLength : null;
}
