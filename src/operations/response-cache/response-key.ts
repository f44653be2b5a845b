import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../domain/caller.js';
import { COST_HEADER } from '../limits/cost-check.js';
import { UPSTREAM_HEADER } from '../results/upstream-report.js';

/** Headers that determine whether a request is rejected as forged, and the format of its response. */
const DECISIVE_HEADERS = ['content-type', 'accept', 'x-apollo-operation-name', 'apollo-require-preflight'];
/** Headers that request data about this request: a gateway's trace, its cost, its upstream requests. */
export const ABOUT_THIS_REQUEST = ['apollo-federation-include-trace', COST_HEADER, UPSTREAM_HEADER];

/** Whether a request asks for data about itself, so that no cached response can answer it. */
export function isUncacheable(headers: IncomingHttpHeaders): boolean {
  return ABOUT_THIS_REQUEST.some((name) => name in headers);
}

/**
 * A key of everything that determines the response to a request, apart from the data: requests with the same key have
 * the same text, decisive headers and rights. An equivalent request with another text has another key. null if the
 * response can't be cached.
 */
export function responseKey(request: FastifyRequest, text: string, caller: Caller): string | null {
  const { method, url, headers } = request;
  if (isUncacheable(headers)) return null;
  // No header or URL contains a line break, and the text comes last, so the key is unambiguous.
  const sent = DECISIVE_HEADERS.map((name) => String(headers[name] ?? '')).join('\n');
  return `${caller.accessKey}\n${method}\n${url}\n${sent}\n${text}`;
}
