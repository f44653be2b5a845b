import type { Logger } from 'pino';
import { DAY } from '../domain/interval.js';
import { openScope } from '../domain/operation/operation-scope.js';
import { type Provider, UpstreamError } from '../domain/upstream/upstream-error.js';
import { NO_OBSERVER, type UpstreamObserver } from '../domain/upstream/upstream-observer.js';
import { proxyOf } from '../upstream/http/agents.js';
import { milliseconds } from '../config/milliseconds.js';
import type { UpstreamSettings } from '../config/settings.js';
import type { WorkspaceSettings } from '../config/workspace-settings.js';
import type { Probe, ProviderModule } from '../providers/provider.js';
import { createAnomalies } from '../upstream/anomalies.js';
import { createHttpClient } from '../upstream/http/http-client.js';

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

type Evidence = Readonly<ReturnType<ReturnType<typeof gatherEvidence>['evidence']>>;

/** Milliseconds; dates in headers (RFC 9110, 5.6.7) are rounded down, by half a second on average. */
const LOST = 500;

/**
 * Reads the data for the checks from each configured provider, and changes nothing: the extensions, the client, a page
 * of calls and the notes of one. Sends at most seven requests, through the `probe` of each provider. Each is retried
 * once after a transient failure, and again if a rate limit refuses it. `now`: milliseconds since the epoch.
 */
export async function examine(
  workspace: WorkspaceSettings,
  providers: readonly ProviderModule[],
  upstream: UpstreamSettings,
  logger: Logger,
  now: () => number,
): Promise<readonly Reading[]> {
  const deadline = milliseconds(upstream.deadline);
  const end = performance.now() + deadline;
  const scope = openScope({
    signal: AbortSignal.timeout(deadline),
    timeLeft: () => end - performance.now(),
  });

  async function readProvider(provider: ProviderModule): Promise<Reading | null> {
    const { name } = provider;
    const { observer, evidence } = gatherEvidence(now);
    const http = createHttpClient(name, upstream, logger, {}, observer);
    const anomalies = createAnomalies(name, logger, observer);
    const settings = workspace[name];
    const proxy = (settings && proxyOf(settings.url, upstream.proxy))?.host ?? null;
    const isEncrypted = settings?.url.protocol === 'https:';
    const reading = (probe: Probe, error: UpstreamError | null): Reading => {
      return { provider: name, probe, error, proxy, isEncrypted, ...evidence() };
    };
    try {
      const probe = await provider.probe(workspace, { http, anomalies, now: now(), scope });
      return probe && reading(probe, null);
    } catch (error) {
      if (error instanceof UpstreamError) return reading({}, error);
      throw error;
    } finally {
      http.close();
    }
  }

  const read = await Promise.all(providers.map(readProvider));
  return read.filter((reading) => reading !== null);
}

/** Gathers what `observer` receives about one provider: what its responses say besides their data. */
function gatherEvidence(now: () => number) {
  const anomalies = new Map<string, number>();
  const clocks: (number | null)[] = [];
  const quotas: { readonly limit: number; readonly remaining: number }[] = [];
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
    headersSeen(_, { date }) {
      const sentAt = Date.parse(String(date));
      clocks.push(Number.isNaN(sentAt) ? null : sentAt + LOST - now());
    },
    quotaReported(_provider, _account, { limit, remaining }) {
      if (limit !== null) quotas.push({ limit, remaining });
    },
    anomalyFound(_, kind, field, count, reason) {
      if (kind === 'SUSPECT') return;
      const what = `${field}: ${reason === undefined ? 'unknown value' : `left out, ${reason}`}`;
      anomalies.set(what, (anomalies.get(what) ?? 0) + count);
    },
  };
  const evidence = () => ({
    /**
     * How often its payloads deviate from their documentation, by the field with an unknown value, or the reason why
     * records were omitted. Never contains provider data. Empty lists are left to other checks.
     */
    anomalies: [...anomalies].map(([what, count]) => ({ what, count })),
    /**
     * Milliseconds by which the provider's clock is ahead of ours, to about a second, by each response that could be
     * read, or whose status refused the request; null for one without a date.
     */
    clocks,
    /** Allowed and remaining requests, by each response that reports both. */
    quotas,
    /** Whether any response arrived, even an unusable one. */
    hasResponded,
    /** Whole days until its certificate expires, the lowest of several; null if none was seen. */
    certificateDays: certificateEnd === null ? null : Math.floor((certificateEnd - now()) / DAY),
    /** Requests that its rate limit refused, even if they succeeded later. */
    refusedByLimit,
  });
  return { observer, evidence };
}
