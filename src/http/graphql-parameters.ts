import type { FastifyInstance, FastifyRequest } from 'fastify';
import { record } from '../json/decode.js';
import { parseJson } from '../json/parse-json.js';
import { JsonTooLarge, MAX_DEPTH } from '../json/count-values.js';
import { sendHttpError } from './http-errors.js';

/** The parameters of a GraphQL request by GET (GraphQL over HTTP, 6.2 and appendix A). */
const PARAMETERS = ['query', 'operationName', 'variables', 'extensions', 'documentId'];
/** Those that contain JSON. */
const MAPS = ['variables', 'extensions'];
const NOT_ENCODED = 'The request target must be percent-encoded UTF-8: expected `%25` for `%`.';

/**
 * Parses the query string once, so that checks and execution see the same parameters. `request.query` then contains each
 * parameter at most once, none that is empty or null, and the objects that JSON parameters contain. A repeated
 * parameter, or a request target with a `#` or that isn't percent-encoded UTF-8, is a 400; so are an integer beyond 2^53,
 * which Apollo would round, and JSON that is nested more deeply than a body may be.
 */
export function registerGraphqlParameters(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const parameters = parametersIn(request);
    if (typeof parameters === 'string') {
      sendHttpError(reply, 400, parameters);
      return;
    }
    request.query = parameters;
    done();
  });
}

/** The parameters of a request, or what is wrong with them. */
function parametersIn({ url, query }: FastifyRequest): Readonly<Record<string, unknown>> | string {
  // A client must not send a fragment (RFC 9112, 3.2), and URL parsers disagree about what follows it.
  if (url.includes('#')) return 'The request target must not contain `#`: expected `%23`.';
  // Fastify leaves a parameter encoded that it can't decode.
  if (!isEncoded(url)) return NOT_ENCODED;
  const parameters = new Map(Object.entries(record(query) ?? {}));
  for (const name of PARAMETERS) {
    const text = parameters.get(name);
    if (text === undefined) continue;
    if (typeof text !== 'string') return `The parameter \`${name}\` must be given only once.`;
    const value = MAPS.includes(name) ? decoded(text) : text;
    if (value instanceof JsonTooLarge) {
      return `The parameter \`${name}\` must not be nested more than ${MAX_DEPTH} levels deep.`;
    }
    if (isInexact(value)) {
      return `The parameter \`${name}\` must not contain integers beyond 2^53: write them as strings.`;
    }
    if (value === '' || value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  return Object.fromEntries(parameters);
}

function isEncoded(target: string): boolean {
  try {
    decodeURIComponent(target);
    return true;
  } catch {
    return false;
  }
}

/** A JSON text's object, or null, or JsonTooLarge; any other text unchanged: Apollo rejects it. */
function decoded(json: string): unknown {
  try {
    const value = parseJson(json);
    return value === null || record(value) !== null ? value : json;
  } catch (error) {
    return error instanceof JsonTooLarge ? error : json;
  }
}

/** Whether a parsed value has a number that can't be written as JSON again. */
function isInexact(parsed: unknown): boolean {
  let isFound = false;
  JSON.stringify(parsed, (_, value: unknown) => {
    isFound ||= typeof value === 'bigint' || value === Infinity || value === -Infinity;
    return isFound ? null : value;
  });
  return isFound;
}
