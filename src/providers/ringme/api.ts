import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { RingmeSettings } from '../../config/workspace-settings.js';
import { UpstreamError } from '../../domain/upstream/upstream-error.js';
import { record, text } from '../../json/decode.js';
import type { HttpClient } from '../../upstream/http/http-client.js';
import type { HttpRequest, HttpResponse } from '../../upstream/http/http-request.js';
import { reasonsOf, saysRateLimit } from '../../upstream/rate-limits/rate-limit-words.js';
import { badResponse, isWebPage, unauthorized, webPageReceived } from '../../upstream/provider-errors.js';
import type { Tokens } from './tokens.js';

export interface ClientPayload {
  readonly client: unknown;
}

type ChangeOutcome = 'NOT_PERMITTED' | 'NOT_FOUND' | 'INVALID' | 'UNKNOWN';

interface Authorized {
  readonly response: HttpResponse;
  /** The token of the last request. */
  readonly token: string;
}

/**
 * RingMe's resource `/client/{client_id}/client/`, undecoded. Sends every request with a bearer token. If the token is
 * refused, a read is sent once more with a new one; a write only if the provider certainly hasn't acted on it.
 */
export function createClientApi(settings: RingmeSettings, http: HttpClient, tokens: Tokens) {
  const url = clientUrl(settings);

  async function authorized(request: Omit<HttpRequest, 'headers' | 'url'>): Promise<Authorized> {
    const isRefused = request.method === 'GET' ? isTokenRefused : isTokenSurelyRefused;
    const sendWith = async (given: string): Promise<Authorized> => {
      let token = given;
      const response = await http.send({
        ...request,
        url,
        isRateLimit,
        get headers() {
          token = tokens.inPlaceOf(given);
          return { authorization: `Bearer ${token}` };
        },
      });
      if (response.status < 300) tokens.accepted(token);
      return { response, token };
    };
    const first = await sendWith(await tokens.current(request.scope));
    if (!isRefused(first.response)) return first;
    const next = await tokens.replace(first.token, request.scope);
    return next === null ? first : sendWith(next);
  }

  /**
   * A 403 may be about the token or a field, which a read shows. The write is sent again if the read succeeds only with
   * another token. UPSTREAM_UNAUTHORIZED if the read is refused, too.
   */
  async function write(request: Omit<HttpRequest, 'headers' | 'url'>): Promise<HttpResponse> {
    const { response, token } = await authorized(request);
    if (response.status !== 403 || isWebPage(response)) return response;
    const seen = await authorized({ route: 'client', method: 'GET', scope: request.scope }).catch(() => null);
    if (seen !== null && isTokenRefused(seen.response)) throw refusal(seen.response);
    const wasTheToken = seen !== null && seen.response.status < 300 && seen.token !== token;
    return wasTheToken ? (await authorized(request)).response : response;
  }

  return {
    /** The client, or null if the provider knows none. */
    async read(scope: OperationScope): Promise<ClientPayload | null> {
      const { response } = await authorized({ route: 'client', method: 'GET', scope });
      const { status, body } = response;
      if (status < 300) return { client: body };
      if (isClientMissing(response)) return null;
      throw refusal(response);
    },

    /**
     * Sends the changes (JSON text) and returns the changed client, or why nothing was changed; RingMe applies them at
     * most once. UNKNOWN: RingMe may have applied them.
     */
    async change(changes: string, scope: OperationScope): Promise<ClientPayload | ChangeOutcome> {
      const request = { route: 'updateClient', method: 'PUT', json: changes, scope } as const;
      const response = await write(request).catch(ifUnknown);
      if (response === 'UNKNOWN') return response;
      const { status, body } = response;
      if (status < 300) return { client: body };
      if (isTokenSurelyRefused(response)) throw refusal(response);
      if (isWebPage(response)) throw webPageReceived('ringme', status);
      if (status === 400 || status === 422) return 'INVALID';
      if (status === 403) return 'NOT_PERMITTED';
      if (isClientMissing(response)) return 'NOT_FOUND';
      throw refusal(response);
    },
  };
}

function clientUrl({ url, clientId }: RingmeSettings): URL {
  // Keeps `@me` as documented: `@` needs no encoding in a path (RFC 3986, 3.3).
  const segment = encodeURIComponent(clientId).replaceAll('%40', '@');
  return new URL(`${url.href.replace(/(?<!\/)\/+$/, '')}/client/${segment}/client/`);
}

/** RingMe reports an expired token as 401, 403 (`access_denied`) or 400 (`invalid_token`). */
function isTokenRefused(response: HttpResponse): boolean {
  return response.status === 403 || isTokenSurelyRefused(response);
}

/** Whether only the token can be the reason for the response (RFC 6750, 3.1), so that RingMe has done nothing. */
function isTokenSurelyRefused({ status, body }: HttpResponse): boolean {
  if (status !== 400) return status === 401;
  const { message, error } = record(body) ?? {};
  return [message, error].some((reason) => /\btoken|_token\b/i.test(text(reason) ?? ''));
}

const NO_CLIENT = /client[^/]{0,40}not|(no such|unknown) client|клиент[^/]{0,40}не/i;

/**
 * Whether a response is RingMe's own 404: it names the client or gives no reason. A gateway that doesn't know the address
 * answers in JSON, too, such as `no Route matched with those values`.
 */
function isClientMissing({ status, body, isEmpty }: HttpResponse): boolean {
  if (status !== 404 || isEmpty) return status === 404;
  const reasons = reasonsOf(body).filter((reason) => reason !== '');
  return record(body) !== null && (reasons.length === 0 || reasons.some((reason) => NO_CLIENT.test(reason)));
}

/** A rate limit that is reported as 401 or 403 instead of RingMe's usual 429. */
function isRateLimit({ status, body }: HttpResponse): boolean {
  return (status === 401 || status === 403) && saysRateLimit(body);
}

function ifUnknown(error: unknown): 'UNKNOWN' {
  if (error instanceof UpstreamError && error.code === 'OUTCOME_UNKNOWN') return 'UNKNOWN';
  throw error;
}

function refusal(response: HttpResponse): UpstreamError {
  if (isTokenRefused(response)) {
    return unauthorized('ringme', 'RingMe rejects the configured credentials.');
  }
  if (isWebPage(response)) return webPageReceived('ringme', response.status);
  return badResponse('ringme', 'RingMe answered with an unexpected status.');
}
