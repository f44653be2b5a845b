import type { RingmeSettings } from '../../config/settings.js';
import { UpstreamError, type UpstreamErrorCode } from '../../domain/upstream-error.js';
import type { HttpClient } from '../../upstream/http-client.js';
import type { HttpRequest, HttpResponse } from '../../upstream/http-request.js';
import { saysRateLimit } from '../../upstream/rate-limit-words.js';
import type { Tokens } from './token.js';

/** RingMe's resource `/client/{client_id}/client/`, undecoded. */
export interface ClientApi {
  /** The client, or null where the provider knows none. */
  read(signal: AbortSignal): Promise<ClientPayload | null>;
  /**
   * Sends the changes (a JSON text), once, and gives the client as it then is, or why nothing was changed.
   * UNKNOWN: RingMe may have made them without saying so.
   */
  change(changes: string, signal: AbortSignal): Promise<ClientPayload | ChangeOutcome>;
}

export interface ClientPayload {
  readonly client: unknown;
}

type ChangeOutcome = 'NOT_PERMITTED' | 'NOT_FOUND' | 'INVALID' | 'UNKNOWN';

/** Every request carries a bearer token; one that is answered 401 is sent once more, with a new token. */
export function createClientApi(settings: RingmeSettings, http: HttpClient, tokens: Tokens): ClientApi {
  const url = clientUrl(settings);

  async function authorized(request: Omit<HttpRequest, 'headers' | 'url'>): Promise<HttpResponse> {
    const sendWith = (token: string) =>
      http.send({
        ...request,
        url,
        isRateLimit,
        get headers() {
          return { authorization: `Bearer ${tokens.inPlaceOf(token)}` };
        },
      });
    const token = await tokens.current(request.signal);
    const response = await sendWith(token);
    if (response.status !== 401) return response;
    const next = await tokens.replace(token, request.signal);
    return next === null ? response : sendWith(next);
  }

  return {
    async read(signal) {
      const response = await authorized({ route: 'client', method: 'GET', signal });
      const { status, body } = response;
      if (status < 300) return { client: body };
      if (isNotFound(response)) return null;
      throw refusal(status);
    },

    async change(changes, signal) {
      const request = { route: 'updateClient', method: 'PUT', json: changes, signal } as const;
      const response = await authorized(request).catch(ifUnknown);
      if (response === 'UNKNOWN') return response;
      const { status, body } = response;
      if (status < 300) return { client: body };
      if (status === 400 || status === 422) return 'INVALID';
      if (status === 403) return 'NOT_PERMITTED';
      if (isNotFound(response)) return 'NOT_FOUND';
      throw refusal(status);
    },
  };
}

function clientUrl({ url, clientId }: RingmeSettings): URL {
  // `@me` as it is documented: `@` needs no encoding in a path (RFC 3986, 3.3).
  const segment = encodeURIComponent(clientId).replaceAll('%40', '@');
  return new URL(`${url.href.replace(/\/+$/, '')}/client/${segment}/client/`);
}

/** RingMe's own status for it is 429. */
function isRateLimit({ status, body }: HttpResponse): boolean {
  return (status === 401 || status === 403) && saysRateLimit(body);
}

function ifUnknown(error: unknown): 'UNKNOWN' {
  if (error instanceof UpstreamError && error.code === 'OUTCOME_UNKNOWN') return 'UNKNOWN';
  throw error;
}

/** A 404 of RingMe is JSON or has no body; a web page is that of a server that isn't RingMe's API. */
function isNotFound({ status, body, isEmpty }: HttpResponse): boolean {
  if (status !== 404) return false;
  if (body !== undefined || isEmpty) return true;
  throw failure(
    'UPSTREAM_BAD_RESPONSE',
    'A web page answers at RingMe’s configured address with status 404: it is hardly the address of the API.',
  );
}

function refusal(status: number): UpstreamError {
  if (status === 401 || status === 403) {
    return failure('UPSTREAM_UNAUTHORIZED', 'RingMe refuses the configured credentials.');
  }
  return failure('UPSTREAM_BAD_RESPONSE', 'RingMe answered with an unexpected status.');
}

function failure(code: UpstreamErrorCode, message: string): UpstreamError {
  return new UpstreamError('ringme', code, message);
}
