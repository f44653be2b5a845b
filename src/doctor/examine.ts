import type { Logger } from 'pino';
import { openScope } from '../domain/operation/operation-scope.js';
import { proxyOf } from '../upstream/http/proxy-of.js';
import { milliseconds } from '../config/milliseconds.js';
import type { UpstreamSettings } from '../config/settings.js';
import type { WorkspaceSettings } from '../config/workspace-settings.js';
import { UpstreamError } from '../domain/upstream/upstream-error.js';
import { NO_OBSERVER } from '../domain/upstream/upstream-observer.js';
import type { ProviderModule } from '../providers/provider.js';
import { createHttpClient } from '../upstream/http/http-client.js';
import { listeningClient } from './answer-heads.js';
import type { AnswerHead, Reading } from './evidence.js';
import { noteAnomalies } from './noted-anomalies.js';

/** Milliseconds. */
const DAY = 86_400_000;

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
    const anomalies = noteAnomalies();
    const heads: AnswerHead[] = [];
    let refusedByLimit = 0;
    let isAnswered = false;
    let certificateEnd: number | null = null;
    const http = createHttpClient(
      name,
      upstream,
      logger,
      {},
      {
        ...NO_OBSERVER,
        attempted: ({ outcome, status }) => {
          isAnswered ||= status !== null;
          refusedByLimit += outcome === 'UPSTREAM_RATE_LIMITED' ? 1 : 0;
        },
        certificateSeen: (_, end) => (certificateEnd = Math.min(end, certificateEnd ?? end)),
      },
    );
    const settings = workspace[name];
    const proxy = settings && proxyOf(settings.url, upstream.proxy);
    const told = () => ({
      provider: name,
      anomalies: anomalies.noted,
      heads,
      isAnswered,
      refusedByLimit,
      proxy: proxy?.host ?? null,
      isEncrypted: settings?.url.protocol === 'https:',
      certificateDays: certificateEnd === null ? null : Math.floor((certificateEnd - now()) / DAY),
    });
    try {
      const listening = listeningClient(http, now, (head) => heads.push(head));
      const probe = await provider.probe(workspace, { http: listening, anomalies, now: now(), scope });
      return probe && { ...told(), probe, error: null };
    } catch (error) {
      if (error instanceof UpstreamError) return { ...told(), probe: {}, error };
      throw error;
    } finally {
      http.close();
    }
  }

  const read = await Promise.all(providers.map(readProvider));
  return read.filter((reading) => reading !== null);
}
