import fastifyCors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { ServerSettings } from '../config/settings.js';
import { REQUEST_ID } from './request-id.js';

/** Seconds for which a browser may cache a preflight response. */
const PREFLIGHT_AGE = 600;

/**
 * Lets pages of the configured origins send requests without cookies. In development, any client may send GET and HEAD
 * requests without a header that triggers a preflight, except a browser on behalf of another site's page. Apollo's
 * CSRF prevention handles everything else.
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
    const isRead = method === 'GET' || method === 'HEAD';
    if (isRead && routeOptions.url === route && isOwn) headers['apollo-require-preflight'] = 'true';
    done();
  });
}

/** Values of Sec-Fetch-Site (Fetch Metadata, W3C) for pages of the same origin and for the user's own navigation. */
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);
