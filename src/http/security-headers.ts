import fastifyHelmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';
import { NO_SCHEMAS } from './no-schemas.js';

/**
 * Adds helmet's security headers to every response. A page may load only files and responses of this server, inline
 * styles (which Monaco writes into the playground), and fonts and images from `data:` addresses. The proxy that
 * terminates TLS must add Strict-Transport-Security.
 */
export async function registerSecurityHeaders(fastify: FastifyInstance): Promise<void> {
  const headers = await helmetHeaders();
  fastify.addHook('onRequest', (_request, reply, done) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value);
    done();
  });
}

/** Reads the headers once; helmet would build the same ones for every response. */
async function helmetHeaders(): Promise<readonly (readonly [string, string])[]> {
  const sample = Fastify({ schemaController: NO_SCHEMAS });
  await sample.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        workerSrc: ["'self'"],
        connectSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        fontSrc: ["'self'", 'data:'],
        imgSrc: ["'self'", 'data:'],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  const headers = new Map<string, string>();
  sample.get('/', (_request, reply) => {
    for (const [name, value] of Object.entries(reply.raw.getHeaders())) headers.set(name, String(value));
    return reply.send();
  });
  await sample.inject('/');
  await sample.close();
  return [...headers];
}
