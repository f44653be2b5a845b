import fastifyCors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { ServerSettings } from '../config/settings.js';
import { REQUEST_ID } from './request-id.js';

/** Seconds for which a browser may remember that it has asked. */
const PREFLIGHT_AGE = 600;

/**
 * Lets pages of the configured origins ask, without cookies, and no others. In development a query by GET needs no
 * header that a browser asks for first, unless a browser says that another site's page sends it: what else speaks
 * GraphQL over HTTP then gets its answer. Whatever remains is for Apollo's own prevention of CSRF.
 */
export async function registerCorsCsrf(
  fastify: FastifyInstance,
  route: string,
  { production, corsOrigins }: Pick<ServerSettings, 'production' | 'corsOrigins'>,
): Promise<void> {
  if (corsOrigins.length > 0) {
    const exposedHeaders = ['retry-after', REQUEST_ID];
    await fastify.register(fastifyCors, {
      origin: [...corsOrigins],
      methods: ['GET', 'POST'],
      exposedHeaders,
      maxAge: PREFLIGHT_AGE,
    });
  }
  if (production) return;
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { method, headers, routeOptions } = request;
    const site = headers['sec-fetch-site'];
    const isOwn = (site === undefined || OWN_SITES.has(site)) && headers.origin === undefined;
    if (method === 'GET' && routeOptions.url === route && isOwn) headers['apollo-require-preflight'] = 'true';
    done();
  });
}

/** Fetch Metadata (W3C): the same origin's page, or a user's own doing. */
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);
