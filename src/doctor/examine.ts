import type { Logger } from 'pino';
import { openScope } from '../domain/operation/operation-scope.js';
import { proxyOf } from '../upstream/http/agents.js';
import { milliseconds } from '../config/milliseconds.js';
import type { UpstreamSettings } from '../config/settings.js';
import type { WorkspaceSettings } from '../config/workspace-settings.js';
import { UpstreamError } from '../domain/upstream/upstream-error.js';
import type { Probe, ProviderModule } from '../providers/provider.js';
import { createAnomalies } from '../upstream/anomalies.js';
import { createHttpClient } from '../upstream/http/http-client.js';
import { gatherEvidence, type Reading } from './evidence.js';

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
