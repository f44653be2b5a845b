import type { FastifyInstance } from 'fastify';
import { record } from '../json/decode.js';
import { sendHttpError } from './http-errors.js';

/** The parameters of a GraphQL request by GET (GraphQL over HTTP, 6.2 and appendix A). */
const PARAMETERS = ['query', 'operationName', 'variables', 'extensions', 'documentId'];

/**
 * Parses the query string of this route once, so that checks and execution see the same parameters.
 * `request.query` then contains each parameter at most once, and no empty one. A repeated parameter, or a `#`
 * in the request target, is a 400.
 */
export function registerGraphqlParameters(fastify: FastifyInstance, route: string): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url !== route) {
      done();
      return;
    }
    // A client must not send a fragment (RFC 9112, 3.2), and URL parsers disagree about what follows it.
    if (request.url.includes('#')) {
      sendHttpError(reply, 400, 'The request target must not contain `#`: expected `%23`.');
      return;
    }
    const parameters = Object.entries(record(request.query) ?? {});
    const repeated = parameters.find(
      ([name, value]) => PARAMETERS.includes(name) && typeof value !== 'string',
    );
    if (repeated !== undefined) {
      sendHttpError(reply, 400, `The parameter \`${repeated[0]}\` must be given only once.`);
      return;
    }
    request.query = Object.fromEntries(parameters.filter(([, value]) => value !== ''));
    done();
  });
}
