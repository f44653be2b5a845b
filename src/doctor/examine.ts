import type { Logger } from 'pino';
import { proxyOf } from '../upstream/http/proxy-of.js';
import type { UpstreamSettings } from '../config/settings.js';
import type { WorkspaceSettings } from '../config/workspace-settings.js';
import { setTimeLeft } from '../domain/operation/deadline.js';
import { eachProvider, type Provider, UpstreamError } from '../domain/upstream/upstream-error.js';
import { NO_OBSERVER } from '../domain/upstream/upstream-observer.js';
import { createClientSource } from '../providers/ringme/ringme.source.js';
import { createExtensionSource } from '../providers/voicenter/voicenter.source.js';
import { createHttpClient, type HttpClient } from '../upstream/http/http-client.js';
import type { Anomalies } from '../upstream/anomalies.js';
import { listeningClient } from './answer-heads.js';
import type { AnswerHead, Evidence, Reading } from './evidence.js';
import { readLastCalls } from './last-calls.js';
import { noteAnomalies } from './noted-anomalies.js';

/**
 * Reads what the checks judge, and changes nothing: the extensions, the client, a page of calls and the notes of
 * one. At most seven requests: one to Voicenter, two to ccrm, and to RingMe one with a fixed token, four if an
 * application's token is refused; each once more if it fails in passing, and again if a rate limit refuses it. `now` in milliseconds since the epoch.
 */
export async function examine(
  { id, country, voicenter, ringme, ccrm }: WorkspaceSettings,
  upstream: UpstreamSettings,
  logger: Logger,
  now: () => number,
): Promise<Evidence> {
  const signal = AbortSignal.timeout(upstream.deadline * 1000);
  const end = performance.now() + upstream.deadline * 1000;
  setTimeLeft(signal, () => end - performance.now());
  const noted = eachProvider(noteAnomalies);

  const through = (settings: { readonly url: URL } | null) =>
    settings && proxyOf(settings.url, upstream.proxy);
  const proxies = { voicenter: through(voicenter), ringme: through(ringme), ccrm: through(ccrm) };
  const addresses = { voicenter: voicenter?.url, ringme: ringme?.url, ccrm: ccrm?.url };

  async function read<T>(provider: Provider, ask: Ask<T>): Promise<Reading<T>> {
    const heads: AnswerHead[] = [];
    let refusedByLimit = 0;
    let certificateEnd: number | null = null;
    const http = createHttpClient(
      provider,
      upstream,
      logger,
      {},
      {
        ...NO_OBSERVER,
        attempted: ({ outcome }) => (refusedByLimit += outcome === 'UPSTREAM_RATE_LIMITED' ? 1 : 0),
        certificateSeen: (_, end) => (certificateEnd = Math.min(end, certificateEnd ?? end)),
      },
    );
    const told = () => ({
      provider,
      heads,
      refusedByLimit,
      proxy: proxies[provider]?.host ?? null,
      isEncrypted: addresses[provider]?.protocol === 'https:',
      certificateDays: certificateEnd === null ? null : Math.floor((certificateEnd - now()) / DAY),
    });
    try {
      const listening = listeningClient(http, now, (head) => heads.push(head));
      const value = await ask(listening, noted[provider]);
      return { ...told(), result: { value } };
    } catch (error) {
      if (error instanceof UpstreamError) return { ...told(), result: { error } };
      throw error;
    } finally {
      http.close();
    }
  }

  const [extensions, client, calls] = await Promise.all([
    voicenter &&
      read('voicenter', async (http, anomalies) =>
        createExtensionSource(id, voicenter, http, anomalies).extensions(signal),
      ),
    ringme &&
      read('ringme', async (http, anomalies) =>
        createClientSource(id, ringme, http, anomalies).client(signal),
      ),
    ccrm &&
      read('ccrm', (http, anomalies) => readLastCalls({ id, country }, ccrm, http, anomalies, now(), signal)),
  ]);
  const anomalies = Object.values(noted).flatMap((provider) => provider.noted);
  return { voicenter: extensions, ringme: client, ccrm: calls, anomalies };
}

/** Milliseconds. */
const DAY = 86_400_000;

type Ask<T> = (http: HttpClient, anomalies: Anomalies) => Promise<T>;
