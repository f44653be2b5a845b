import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { CcrmSettings } from '../../config/workspace-settings.js';
import { isRefusal } from '../../domain/operation/stale.js';
import { flag, integer, list, recordOf, text } from '../../json/decode.js';
import type { HttpClient } from '../../upstream/http/http-client.js';
import type { HttpRequest, HttpResponse } from '../../upstream/http/http-request.js';
import { saysRateLimit } from '../../upstream/rate-limits/rate-limit-words.js';
import { badResponse, isWebPage, unauthorized, webPageReceived } from '../../upstream/provider-errors.js';
import { resentIfReplaced } from '../../upstream/replaced-credentials.js';
import { ccrmRecord } from './record-fields.js';

/** The documented maximum of records on one page. */
export const PAGE_SIZE = 1000;

export interface HistoryPage {
  /** At most a page of records, in the provider's order. */
  readonly records: readonly unknown[];
  /** Records on all pages; null if the response has no total. */
  readonly total: number | null;
}

export type CcrmApi = ReturnType<typeof createCcrmApi>;

type Fields = Readonly<Record<string, unknown>>;

const envelopeRecord = recordOf(['success', 'message', 'data', 'otherData', 'totalCount']);

/**
 * Reads `settings.token` for each attempt. Background operations first wait for `scope.pace`. Calls `refused` whenever
 * the provider refuses the credentials.
 */
export function createCcrmApi(
  settings: CcrmSettings,
  http: HttpClient,
  refused: () => void = () => undefined,
) {
  async function get(
    route: 'callHistory' | 'notes',
    query: Readonly<Record<string, string>>,
    scope: OperationScope,
  ): Promise<HistoryPage> {
    const url = new URL(`${settings.url.href.replace(/\/$/, '')}/${route}`);
    // The provider doesn't accept a `+` for a space.
    url.search = String(new URLSearchParams(query)).replaceAll('+', '%20');
    const request: HttpRequest = {
      route,
      method: 'GET',
      url,
      get headers() {
        return { authorization: `Bearer ${settings.token}` };
      },
      scope,
      isRateLimit,
      isRefusal: isUnauthorized,
    };
    const send = async () => pageOf(successful(await http.send(request)));
    try {
      await scope.pace?.();
      return await resentIfReplaced(() => settings.token, send);
    } catch (error) {
      if (isRefusal(error)) refused();
      throw error;
    }
  }

  return {
    /** `GET callHistory`: dates as `YYYY-MM-DD HH:MM:SS` in local time; whether they are inclusive is not documented. */
    callHistory: (dateFrom: string, dateTo: string, page: number, scope: OperationScope) =>
      get('callHistory', { dateFrom, dateTo, page: String(page) }, scope),
    /** `GET notes`: the notes of one call, by the documentation all on page 1. */
    notes: (callUuid: string, page: number, scope: OperationScope) =>
      get('notes', { callHistory: callUuid, ...(page > 1 && { page: String(page) }) }, scope),
  };
}

/** A 401, a 403 or `success: false` whose message mentions a rate limit. */
function isRateLimit({ status, body }: HttpResponse): boolean {
  const failed = status === 401 || status === 403 || flag(envelopeRecord(body)?.['success']) === false;
  return failed && saysRateLimit(body);
}

/** A 401, a 403 or `success: false` with the message "Unauthorized". */
function isUnauthorized({ status, body }: HttpResponse): boolean {
  const { success, message } = envelopeRecord(body) ?? {};
  const saysSo = flag(success) === false && /unauthori[sz]ed/i.test(text(message) ?? '');
  return status === 401 || status === 403 || saysSo;
}

/** The body of a response whose status and fields report success. Throws an UpstreamError for any other response. */
function successful(response: HttpResponse): Fields {
  const { status, body } = response;
  const fields = envelopeRecord(body);
  if (isUnauthorized(response))
    throw unauthorized('ccrm', 'ccrm rejects the API key or the caller’s address');
  if (isWebPage(response)) throw webPageReceived('ccrm', status);
  if (status < 200 || status > 299) throw badResponse('ccrm', `ccrm answered with status ${String(status)}`);
  if (fields === null) throw badResponse('ccrm', 'ccrm’s response is not a JSON object');
  if (flag(fields['success']) === false) throw badResponse('ccrm', 'ccrm reports that the request failed');
  return fields;
}

/**
 * The records of a successful response. UPSTREAM_BAD_RESPONSE if it has no list of records, or if the list is empty
 * with neither `success: true` nor a total of 0, because errors may look like that. `null` counts as an empty list only
 * with both.
 */
function pageOf(body: Fields): HistoryPage {
  const { data } = body;
  const records = list(data);
  const total = integer(envelopeRecord(body['otherData'])?.['totalCount']);
  const isSuccess = flag(body['success']) === true;
  const isEmpty = data === null ? isSuccess && total === 0 : isSuccess || total === 0;
  const isList =
    records.length > 0
      ? Array.isArray(data) || records.some((each) => ccrmRecord(each)?.['uuid'] !== undefined)
      : typeof data === 'object' && isEmpty;
  if (!isList) throw badResponse('ccrm', 'ccrm’s response has no list of records');
  return { records, total };
}
