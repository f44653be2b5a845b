import type { IncomingHttpHeaders } from 'node:http';
import type { Provider } from '../domain/upstream-error.js';
import { AttemptError } from './attempt-error.js';
import type { Answer } from './exchange.js';
import type { HttpResponse } from './http-request.js';
import { parseJson } from './json.js';

/**
 * The response with its JSON decoded. Rejects a 2xx that isn't JSON, or says that it is something else, with
 * UPSTREAM_BAD_RESPONSE; a 4xx may be anything.
 */
export function readAnswer(provider: Provider, { status, headers, body }: Answer): HttpResponse {
  const isRefusal = status >= 300;
  const decoded = isRefusal || claimsJson(headers) ? decode(body) : undefined;
  if (decoded !== undefined || isRefusal) return { status, headers, body: decoded };
  const message = 'The provider answered with something else than JSON.';
  throw new AttemptError(provider, 'UPSTREAM_BAD_RESPONSE', message, { mayHaveActed: true });
}

/** undefined where it isn't JSON. */
function decode(body: Uint8Array): unknown {
  try {
    // TextDecoder drops a byte order mark.
    return parseJson(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** By a JSON media type (RFC 6839, 3.1), or by none at all. */
function claimsJson({ 'content-type': type }: IncomingHttpHeaders): boolean {
  return type === undefined || /^(application|text)\/([\w.+-]+\+)?json\s*(;|$)/i.test(type.trim());
}
