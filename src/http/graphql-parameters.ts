import type { FastifyInstance } from 'fastify';
import { record } from '../json/decode.js';
import { parseJson } from '../json/parse-json.js';
import { maxDepth } from '../json/scan-json.js';
import { sendHttpError } from './http-errors.js';

/** The parameters of a GraphQL request by GET (GraphQL over HTTP, 6.2 and appendix A). */
const PARAMETERS = ['query', 'operationName', 'variables', 'extensions', 'documentId'];
/** Those that contain JSON. */
const MAPS = ['variables', 'extensions'];

/**
 * Parses the query string once, so that checks and execution see the same parameters.
 * `request.query` then contains each parameter at most once, and none that is empty or null. A repeated parameter, or
 * a `#` in the request target, is a 400; so are an integer beyond 2^53, which Apollo would round, and JSON that is nested
 * more deeply than a body may be.
 */
export function registerGraphqlParameters(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
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
    for (const name of MAPS) {
      const problem = problemOf(record(request.query)?.[name]);
      if (problem !== null) {
        sendHttpError(reply, 400, `The parameter \`${name}\` must not ${problem}.`);
        return;
      }
    }
    request.query = Object.fromEntries(
      parameters.filter(([name, value]) => value !== '' && !(MAPS.includes(name) && value === 'null')),
    );
    done();
  });
}

/** What a JSON text must not do; null if it is accepted, and for other texts, which Apollo rejects. */
function problemOf(json: unknown): string | null {
  if (typeof json !== 'string' || !isJson(json)) return null;
  try {
    return hasBigint(parseJson(json)) ? 'contain integers beyond 2^53: write them as strings' : null;
  } catch {
    return `be nested more than ${maxDepth} levels deep`;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function hasBigint(parsed: unknown): boolean {
  let isFound = false;
  JSON.stringify(parsed, (_, value: unknown) => {
    isFound ||= typeof value === 'bigint';
    return isFound ? null : value;
  });
  return isFound;
}
