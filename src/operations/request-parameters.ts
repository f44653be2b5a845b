import type { FastifyRequest } from 'fastify';
import { record } from '../json/decode.js';
import { decisiveHeaders, TRACE_HEADER } from './response-cache/response-key.js';
import { persistedHash } from './trusted-documents/resolve-document.js';

/**
 * The parameters of a GraphQL request: the members of its body or, unless it is a POST, those of its URL, whose
 * `variables` and `extensions` are decoded.
 */
export function parametersOf({ method, query, body }: FastifyRequest): Readonly<Record<string, unknown>> {
  return record(method === 'POST' ? body : query) ?? {};
}

export interface RequestLookup {
  /** Everything in a request that determines how it is executed, apart from its variables. */
  readonly key: string;
  readonly variables: Readonly<Record<string, unknown>> | null;
}

/** A request's key and variables; null if Apollo must read it. */
export function lookupOf(request: FastifyRequest): RequestLookup | null {
  const { method, headers } = request;
  if (method === 'HEAD' || TRACE_HEADER in headers) return null;
  const { query, operationName = null, variables = null, extensions = null } = parametersOf(request);
  if (operationName === '' || (operationName !== null && typeof operationName !== 'string')) return null;
  if (variables !== null && record(variables) === null) return null;
  const extended = extensions === null ? {} : record(extensions);
  if (extended === null) return null;
  // No other extension, such as a client's name, changes a response.
  const { persistedQuery } = extended;
  const isHash = persistedQuery !== undefined;
  // Apollo compares a text with the hash beside it.
  if (isHash && query !== undefined) return null;
  const source = isHash ? persistedHash(persistedQuery) : query;
  if (typeof source !== 'string') return null;
  // A POST has a JSON body, which no page of another site can send.
  const head = method === 'POST' ? (headers.accept ?? '') : `${method}\n${decisiveHeaders(headers)}`;
  // A header contains no line break, and the query's length delimits it from the operation's name.
  const key = `${head}\n${isHash ? 'hash' : source.length}\n${source}${operationName ?? ''}`;
  return { key, variables: record(variables) };
}
