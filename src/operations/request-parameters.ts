import type { FastifyRequest } from 'fastify';
import { record } from '../json/decode.js';

/**
 * The parameters of a GraphQL request: the members of its body or, unless it is a POST, those of its URL, whose
 * `variables` and `extensions` are decoded.
 */
export function parametersOf({ method, query, body }: FastifyRequest): Readonly<Record<string, unknown>> {
  return record(method === 'POST' ? body : query) ?? {};
}
