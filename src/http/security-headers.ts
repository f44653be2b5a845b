import fastifyHelmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';
import { NO_SCHEMAS } from './no-schemas.js';

/**
 * Headers by which a browser confines every answer: nothing is framed, sniffed or told to others. What a page may
 * load is its own server's files and answers: Monaco writes its styles into the playground's page, and the icons of
 * its font and of the page's tab are `data:` addresses. Strict-Transport-Security is for whoever ends TLS.
 */
export async function registerSecurityHeaders(fastify: FastifyInstance): Promise<void> {
  const headers = await helmetHeaders();
  fastify.addHook('onRequest', (_request, reply, done) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value);
    done();
  });
}

/** They are the same for every answer, and helmet would put them together anew for each. */
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
