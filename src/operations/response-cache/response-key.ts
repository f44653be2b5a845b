import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../domain/caller.js';
import { COST_HEADER } from '../limits/cost-check.js';
import { UPSTREAM_HEADER } from '../results/upstream-report.js';

/** Headers that determine whether a request is rejected as forged, and the format of its response. */
const DECISIVE_HEADERS = ['content-type', 'accept', 'x-apollo-operation-name', 'apollo-require-preflight'];
/** The header that requests a gateway's trace. */
export const TRACE_HEADER = 'apollo-federation-include-trace';
/** Headers that request data about this request. */
export const ABOUT_THIS_REQUEST = [TRACE_HEADER, COST_HEADER, UPSTREAM_HEADER];

/** The values of `DECISIVE_HEADERS`, each in a line. */
export function decisiveHeaders(headers: IncomingHttpHeaders): string {
  return DECISIVE_HEADERS.map((name) => String(headers[name] ?? '')).join('\n');
}

/**
 * A key of everything that determines the response to a request, apart from the data: requests with the same key have
 * the same text, decisive headers and rights. An equivalent request with another text has another key. null if the
 * response can't be cached.
 */
export function responseKey(request: FastifyRequest, text: string, caller: Caller): string | null {
  const { method, url, headers } = request;
  if (ABOUT_THIS_REQUEST.some((name) => name in headers)) return null;
  // No header or URL contains a line break, and the text comes last, so the key is unambiguous.
  return `${caller.accessKey}\n${method}\n${url}\n${decisiveHeaders(headers)}\n${text}`;
}
