import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../domain/caller.js';
import { COST_HEADER } from './limits/cost-limit.plugin.js';
import { UPSTREAM_HEADER } from './upstream-report.js';

/** Headers that decide whether a request is refused as forged, and how its answer is written. */
const DECISIVE_HEADERS = ['content-type', 'accept', 'x-apollo-operation-name', 'apollo-require-preflight'];
/** Headers that ask for something about this one request: a gateway's trace, an estimate, what it causes. */
const ABOUT_THIS_REQUEST = ['apollo-federation-include-trace', COST_HEADER, UPSTREAM_HEADER];

/** Whether something is asked about this one request, so that nothing from before can answer it. */
export function isUncacheable(headers: IncomingHttpHeaders): boolean {
  return ABOUT_THIS_REQUEST.some((name) => name in headers);
}

/**
 * Names everything that decides the answer to a request, for as long as the data stay the same: two requests of one
 * key are the same question, sent the same way, by callers with the same rights. Requests that ask the same in
 * another text have another key. null if the answer must be made for this request alone.
 */
export function responseKey(request: FastifyRequest, text: string, caller: Caller): string | null {
  const { method, url, headers } = request;
  if (isUncacheable(headers)) return null;
  // No header or address holds a line break, and the text comes last: no two requests are written alike.
  const sent = DECISIVE_HEADERS.map((name) => String(headers[name] ?? '')).join('\n');
  return `${caller.accessKey}\n${method}\n${url}\n${sent}\n${text}`;
}
