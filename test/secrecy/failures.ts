import type { SandboxFault } from '../../src/sandbox/behaviour.js';

/** Every possible failure of a provider, with this text in every place it can have. */
export function failuresWith(text: string): Readonly<Record<string, SandboxFault | null>> {
  const body = { message: `${text} Unauthorized`, success: false, ERR: 2, DESC: text, error: text };
  return {
    nothing: null,
    'status 400': { status: 400, body },
    'status 401': { status: 401, body, headers: { 'www-authenticate': `Bearer realm="${text}"` } },
    'status 403': { status: 403, body },
    'status 404': { status: 404, body },
    'status 422': { status: 422, body },
    'status 429': { status: 429, body, headers: { 'retry-after': text } },
    'status 500': { status: 500, body, headers: { 'x-echo': text } },
    'a failure under 200': { status: 200, body },
    'another type': { rawBody: `<html>${text}</html>`, contentType: 'text/html' },
    'broken JSON': { rawBody: `{"a": ${text}`, contentType: 'application/json' },
    'another shape': { rawBody: JSON.stringify([text]) },
    'a redirect': { redirect: `http://127.0.0.1:9/${encodeURIComponent(text)}` },
    'a reset': { reset: true },
    'no answer': { hang: true },
    'an answer without an end': { stall: true },
    'half an answer': { truncate: true },
    // The last one, because nothing is sent to a provider for a while afterwards.
    'a limit under 403': {
      status: 403,
      body: { ...body, message: `Request limit has been exceeded: ${text}` },
    },
  };
}
