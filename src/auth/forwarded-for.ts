import type { FastifyInstance } from 'fastify';
import { addressIn } from './network-of.js';

const HEADER = 'x-forwarded-for';

/**
 * Removes the ports that some proxies add to the addresses in `X-Forwarded-For`: Fastify doesn't recognise a trusted proxy
 * with one. Must run before anything reads the sender's address.
 */
export function registerForwardedFor(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ headers }, _reply, done) => {
    const given = headers[HEADER];
    if (typeof given === 'string') {
      const addresses = given.split(',').flatMap((each) => each.trim() || []);
      headers[HEADER] = addresses.map(addressIn).join(', ');
    }
    done();
  });
}
