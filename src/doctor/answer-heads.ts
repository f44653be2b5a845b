import type { IncomingHttpHeaders } from 'node:http';
import { integer } from '../json/decode.js';
import { AttemptError } from '../upstream/http/attempt-error.js';
import type { HttpClient } from '../upstream/http/http-client.js';
import type { AnswerHead } from './evidence.js';

/** Milliseconds; dates in headers (RFC 9110, 5.6.7) are rounded down, by half a second on average. */
const LOST = 500;

/**
 * The same client, also for each account, but reports the headers of every response, including failed ones if the error
 * contains them. `now` in milliseconds since the epoch.
 */
export function listeningClient(
  http: HttpClient,
  now: () => number,
  heard: (head: AnswerHead) => void,
): HttpClient {
  return {
    ...http,
    forAccount: (...account) => listeningClient(http.forAccount(...account), now, heard),
    async send(request) {
      try {
        const response = await http.send(request);
        heard(headOf(response.headers, now()));
        return response;
      } catch (error) {
        const headers = error instanceof AttemptError ? error.headers : {};
        if (Object.keys(headers).length > 0) heard(headOf(headers, now()));
        throw error;
      }
    },
  };
}

function headOf(headers: IncomingHttpHeaders, received: number): AnswerHead {
  const date = Date.parse(headers.date ?? '');
  const limit = integer(headers['x-ratelimit-limit']);
  const remaining = integer(headers['x-ratelimit-remaining']);
  return {
    clockAhead: Number.isNaN(date) ? null : date + LOST - received,
    quota: limit === null || remaining === null ? null : { limit, remaining },
  };
}
