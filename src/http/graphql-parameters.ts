import type { FastifyInstance, FastifyRequest } from 'fastify';
import { record } from '../json/decode.js';
import { parseJson } from '../json/parse-json.js';
import { MAX_DEPTH } from '../json/count-values.js';
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
    const problem = problemOf(request);
    if (problem !== null) {
      sendHttpError(reply, 400, problem);
      return;
    }
    const parameters = Object.entries(record(request.query) ?? {}).map(
      ([name, value]) => [name, MAPS.includes(name) ? decoded(value) : value] as const,
    );
    request.query = Object.fromEntries(parameters.filter(([, value]) => value !== '' && value !== null));
    done();
  });
}

function problemOf({ url, query }: FastifyRequest): string | null {
  // A client must not send a fragment (RFC 9112, 3.2), and URL parsers disagree about what follows it.
  if (url.includes('#')) return 'The request target must not contain `#`: expected `%23`.';
  // Fastify leaves a parameter encoded that it can't decode.
  if (!isEncoded(url)) return NOT_ENCODED;
  const parameters = record(query) ?? {};
  const isRepeated = (name: string) => PARAMETERS.includes(name) && typeof parameters[name] !== 'string';
  const repeated = Object.keys(parameters).find(isRepeated);
  if (repeated !== undefined) return `The parameter \`${repeated}\` must be given only once.`;
  for (const name of MAPS) {
    const problem = jsonProblemOf(parameters[name]);
    if (problem !== null) return `The parameter \`${name}\` must not ${problem}.`;
  }
  return null;
}

function isEncoded(target: string): boolean {
  try {
    decodeURIComponent(target);
    return true;
  } catch {
    return false;
  }
}

/** A JSON text's object, or null; any other text unchanged: Apollo rejects it. */
function decoded(json: unknown): unknown {
  if (typeof json !== 'string' || !isJson(json)) return json;
  const value = parseJson(json);
  return value === null || record(value) !== null ? value : json;
}

/** What a JSON text must not do; null if it is accepted, and for other texts, which Apollo rejects. */
function jsonProblemOf(json: unknown): string | null {
  if (typeof json !== 'string' || !isJson(json)) return null;
  try {
    return isInexact(parseJson(json)) ? 'contain integers beyond 2^53: write them as strings' : null;
  } catch {
    return `be nested more than ${MAX_DEPTH} levels deep`;
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

/** Whether a parsed value has a number that can't be written as JSON again. */
function isInexact(parsed: unknown): boolean {
  let isFound = false;
  JSON.stringify(parsed, (_, value: unknown) => {
    isFound ||= typeof value === 'bigint' || value === Infinity || value === -Infinity;
    return isFound ? null : value;
  });
  return isFound;
}
