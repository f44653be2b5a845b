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
import type { AnswerHead, Evidence, Reading } from './evidence.js';
import { type NotedAnomalies, noteAnomalies } from './noted-anomalies.js';

/** Milliseconds. */
const DAY = 86_400_000;

export interface Examination {
  readonly upstream: UpstreamSettings;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Reads the data for the checks, and changes nothing: the extensions, the client, a page of calls and the notes of
 * one. Sends at most seven requests, through the `probe` of each provider. Each is retried once after a transient
 * failure, and again if a rate limit refuses it.
 */
export async function examine(
  workspace: WorkspaceSettings,
  providers: readonly ProviderModule[],
  { upstream, logger, now }: Examination,
): Promise<Evidence> {
  const deadline = milliseconds(upstream.deadline);
  const end = performance.now() + deadline;
  const scope = openScope({
    signal: AbortSignal.timeout(deadline),
    timeLeft: () => end - performance.now(),
  });

  async function readProvider(provider: ProviderModule, anomalies: NotedAnomalies): Promise<Reading | null> {
    const { name } = provider;
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
      heads,
      isAnswered,
      refusedByLimit,
      proxy: proxy?.host ?? null,
      isEncrypted: settings?.url.protocol === 'https:',
      certificateDays: certificateEnd === null ? null : Math.floor((certificateEnd - now()) / DAY),
    });
    try {
      const listening = listeningClient(http, now, (head) => heads.push(head));
      const value = await provider.probe(workspace, { http: listening, anomalies, now: now(), scope });
      return value && { ...told(), result: { value } };
    } catch (error) {
      if (error instanceof UpstreamError) return { ...told(), result: { error } };
      throw error;
    } finally {
      http.close();
    }
  }

  const read = await Promise.all(
    providers.map(async (provider) => {
      const anomalies = noteAnomalies(provider.name);
      return { reading: await readProvider(provider, anomalies), anomalies };
    }),
  );
  return {
    readings: read.map(({ reading }) => reading).filter((reading) => reading !== null),
    anomalies: read.flatMap(({ anomalies }) => anomalies.noted),
  };
}
