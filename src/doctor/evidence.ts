import type { Provider, UpstreamError } from '../domain/upstream/upstream-error.js';
import { DAY } from '../domain/interval.js';
import { NO_OBSERVER, type UpstreamObserver } from '../domain/upstream/upstream-observer.js';
import { integer } from '../json/decode.js';
import type { Probe } from '../providers/provider.js';

/** What a provider of one workspace returned, or why it returned nothing, and what its responses say besides. */
export interface Reading extends Evidence {
  readonly provider: Provider;
  /** Empty if it failed. */
  readonly probe: Probe;
  /** Why it returned nothing; null if it didn't fail. */
  readonly error: UpstreamError | null;
  /** The host and port of the proxy; null without one. */
  readonly proxy: string | null;
  /** Whether the provider's address is https:. */
  readonly isEncrypted: boolean;
}

/** What a provider's responses say besides their data. */
interface Evidence {
  /**
   * How often its payloads deviate from their documentation, by the field with an unknown value, or the reason why
   * records were omitted. Never contains provider data. Empty lists are left to other checks.
   */
  readonly anomalies: readonly { readonly what: string; readonly count: number }[];
  /** Of responses that could be read, or whose status refused the request. */
  readonly heads: readonly ResponseHead[];
  /** Whether any response arrived, even an unusable one. */
  readonly hasResponded: boolean;
  /** Whole days until its certificate expires, the lowest of several; null if none was seen. */
  readonly certificateDays: number | null;
  /** Requests that its rate limit refused, even if they succeeded later. */
  readonly refusedByLimit: number;
}

/** Information from a response's headers. */
interface ResponseHead {
  /** Milliseconds by which the provider's clock is ahead of ours, to about a second; null if unknown. */
  readonly clockAhead: number | null;
  /** Allowed and remaining requests; null if unknown. */
  readonly quota: { readonly limit: number; readonly remaining: number } | null;
}

/** Milliseconds; dates in headers (RFC 9110, 5.6.7) are rounded down, by half a second on average. */
const LOST = 500;

/** Gathers what `observer` receives about one provider. `now`: milliseconds since the epoch. */
export function gatherEvidence(now: () => number) {
  const anomalies = new Map<string, number>();
  const heads: ResponseHead[] = [];
  let refusedByLimit = 0;
  let hasResponded = false;
  let certificateEnd: number | null = null;
  const observer: UpstreamObserver = {
    ...NO_OBSERVER,
    attempted({ outcome, status }) {
      hasResponded ||= status !== null;
      refusedByLimit += outcome === 'UPSTREAM_RATE_LIMITED' ? 1 : 0;
    },
    certificateSeen: (_, end) => (certificateEnd = Math.min(end, certificateEnd ?? end)),
    headersSeen: (_, headers) => heads.push(headOf(headers, now())),
    anomalyFound(_, kind, field, count, reason) {
      if (kind === 'SUSPECT') return;
      const what = `${field}: ${reason === undefined ? 'unknown value' : `left out, ${reason}`}`;
      anomalies.set(what, (anomalies.get(what) ?? 0) + count);
    },
  };
  const evidence = (): Evidence => ({
    anomalies: [...anomalies].map(([what, count]) => ({ what, count })),
    heads,
    hasResponded,
    certificateDays: certificateEnd === null ? null : Math.floor((certificateEnd - now()) / DAY),
    refusedByLimit,
  });
  return { observer, evidence };
}

function headOf(headers: NodeJS.Dict<string | string[]>, received: number): ResponseHead {
  const date = Date.parse(String(headers['date']));
  const limit = integer(headers['x-ratelimit-limit']);
  const remaining = integer(headers['x-ratelimit-remaining']);
  return {
    clockAhead: Number.isNaN(date) ? null : date + LOST - received,
    quota: limit === null || remaining === null ? null : { limit, remaining },
  };
}
