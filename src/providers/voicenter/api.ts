import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { VoicenterSettings } from '../../config/workspace-settings.js';
import { enumKey, integer, list, recordOf, text } from '../../json/decode.js';
import type { HttpClient } from '../../upstream/http/http-client.js';
import type { HttpResponse } from '../../upstream/http/http-request.js';
import { resentIfReplaced } from '../../upstream/replaced-credentials.js';
import { saysRateLimit } from '../../upstream/rate-limits/rate-limit-words.js';
import { badResponse, isWebPage, unauthorized, webPageReceived } from '../../upstream/provider-errors.js';

/** The resource's name in the log. */
export const extensionsRoute = 'getExtensions';

/** The field names of two dialects of the API; those of the third one differ only in case. */
const envelopeRecord = recordOf([
  ...['ERR', 'DESC', 'EXTENSIONS', 'ERRDESC'],
  ...['ERROR_NUMBER', 'ERROR_DESCRIPTION'],
]);
/** ERR of a malformed code. */
const MALFORMED_CODE = 1;
/** ERROR_NUMBER of an exceeded rate limit. */
const LIMIT_EXCEEDED = 1;
/** ERROR_NUMBER of a wrong code and of an address that isn't allowed. */
const NOT_ALLOWED: ReadonlySet<number | null> = new Set([2, 4]);
/** Descriptions of a success, as `enumKey` writes them. */
const SUCCESSES: ReadonlySet<string> = new Set(['', 'ok', 'success', 'authorized']);
const REFUSED = 'Voicenter rejects the configured code or the caller’s address.';
const ERROR_REPORTED = 'Voicenter answered with an error.';
const WRONG_SHAPE = 'Voicenter’s response is not a list of extensions.';

/**
 * The records of GetExtensions, undecoded, in the provider's order; empty for an account without extensions, and for a
 * well-formed code that fits no account. Always uses POST: GET would put the code into URLs and logs. Reads
 * `settings.code` for each attempt; if it has been replaced since, requests a refused or empty list again.
 */
export function requestExtensions(
  settings: VoicenterSettings,
  http: HttpClient,
  scope: OperationScope,
): Promise<readonly unknown[]> {
  const send = async () => {
    const response = await http.send({
      route: extensionsRoute,
      method: 'POST',
      url: settings.url,
      get json() {
        return JSON.stringify({ code: settings.code, showAll: settings.showAll ? 1 : 0 });
      },
      scope,
      isRateLimit,
      isRefusal: ({ body }) => rejectsCode(envelopeRecord(body) ?? {}),
      isFailure: isInternalError,
    });
    const { status, body } = response;
    if (status === 401 || status === 403) throw unauthorized('voicenter', REFUSED);
    if (isWebPage(response)) throw webPageReceived('voicenter', status);
    const records = openEnvelope(body);
    if (status >= 300) throw badResponse('voicenter', 'Voicenter refused the request.');
    return records;
  };
  return resentIfReplaced(
    () => settings.code,
    send,
    (records) => records.length === 0,
  );
}

/** Returns the records. Voicenter reports its errors in the body, in one of its dialects, with any status. */
function openEnvelope(body: unknown): readonly unknown[] {
  // A code that fits no account may be answered with a bare empty list.
  if (Array.isArray(body) && body.length === 0) return [];
  const envelope = envelopeRecord(body);
  const code = integer(envelope?.ERR ?? envelope?.ERROR_NUMBER);
  if (envelope === null || code === null) throw badResponse('voicenter', WRONG_SHAPE);
  if (rejectsCode(envelope)) throw unauthorized('voicenter', REFUSED);
  if (code !== 0) throw badResponse('voicenter', ERROR_REPORTED);
  // Reading a missing list as empty would silently hide every extension.
  if (typeof envelope.EXTENSIONS !== 'object' || envelope.EXTENSIONS === null)
    throw badResponse('voicenter', WRONG_SHAPE);
  const records = list(envelope.EXTENSIONS);
  if (records.length === 0 && !SUCCESSES.has(enumKey(descriptionOf(envelope))))
    throw badResponse('voicenter', ERROR_REPORTED);
  return records;
}

function rejectsCode(envelope: Envelope): boolean {
  return (
    saysUnauthorized(envelope) ||
    integer(envelope.ERR) === MALFORMED_CODE ||
    NOT_ALLOWED.has(integer(envelope.ERROR_NUMBER))
  );
}

/** Recognized by its text with any error number, or by ERROR_NUMBER 1; ERR 1 means a malformed code. */
function isRateLimit({ body }: HttpResponse): boolean {
  const envelope = envelopeRecord(body);
  if (envelope === null) return saysRateLimit(body);
  if (integer(envelope.ERR) === 0 || integer(envelope.ERROR_NUMBER) === 0) return false;
  const isUnexplained = integer(envelope.ERROR_NUMBER) === LIMIT_EXCEEDED && !saysUnauthorized(envelope);
  return isUnexplained || saysRateLimit(body);
}

/** ERR 2 means a refusal or an internal error; the status and DESC distinguish them. */
function isInternalError({ status, body }: HttpResponse): boolean {
  const envelope = envelopeRecord(body) ?? {};
  const isRefused = status === 401 || status === 403 || saysUnauthorized(envelope);
  return integer(envelope.ERR) === 2 && !isRefused;
}

type Envelope = Readonly<Record<string, unknown>>;

/** "Unauthorized", or "Authorization failed.", in either spelling, but not "Authorized". */
function saysUnauthorized(envelope: Envelope): boolean {
  const description = descriptionOf(envelope);
  return description.includes('authori') && !SUCCESSES.has(enumKey(description));
}

function descriptionOf({ DESC, ERRDESC, ERROR_DESCRIPTION }: Envelope): string {
  return (text(DESC) ?? text(ERRDESC) ?? text(ERROR_DESCRIPTION) ?? '').toLowerCase();
}
