import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { archivedCalls } from '../archive/archived-calls.js';
import { ArchiveSlot } from '../archive/archive-slot.js';
import type { ArchivedAccountOptions } from '../archive/open-accounts.js';
import type { ArchiveOptions } from '../archive/open-archive.js';
import type { CacheSettings, Settings } from '../config/settings.js';
import type { WorkspaceSettings } from '../config/workspace-settings.js';
import type { CallSource, Workspace } from '../domain/sources.js';
import type { Provider } from '../domain/upstream/upstream-error.js';
import { NO_OBSERVER, type UpstreamObserver } from '../domain/upstream/upstream-observer.js';
import type { CallAccount, ProviderModule } from '../providers/provider.js';
import { PROVIDER_MODULES } from '../providers/registry.js';
import { createHttpClient } from '../upstream/http/http-client.js';
import { createAnomalies } from '../upstream/anomalies.js';
import { createReplicaCache } from '../upstream/redis/replica-cache.js';
import { liveSettings, renewCredentials } from './credential-rotation.js';

/** Milliseconds that the archive's database has at the end. */
const PATIENCE = 2000;

export interface OpenWorkspaces {
  /** By id, in the order of the settings. */
  readonly workspaces: ReadonlyMap<string, Workspace>;
  /**
   * Takes the credentials of these workspaces for every request from now on, also for the second attempt of one that
   * was sent with the old ones. What is kept of an account whose credentials name it is forgotten, and so is the rate
   * limit of the old ones; RingMe's token endpoint keeps its limit, which all workspaces share. Other settings, and
   * workspaces that aren't open, are none of its business.
   */
  readonly rotateCredentials: (workspaces: readonly WorkspaceSettings[]) => void;
  /** Drops every connection to the providers, to Redis and to the archive, which is written first, for two seconds at most. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Milliseconds since the epoch; stands in for the system's clocks by which answers grow old. */
  readonly now?: (() => number) | undefined;
  /** Milliseconds for which a command to Redis may wait for its answer. */
  readonly redisPatience?: number | undefined;
  /**
   * Is told of a workspace at once when nothing that was read of it before is to be shown any more: something was
   * written, whatever the outcome, or a provider refuses the credentials, here or at another replica.
   */
  readonly forgotten?: ((workspace: string) => void) | undefined;
  /** Is told what happens between us and the providers. */
  readonly observer?: UpstreamObserver | undefined;
  /** Milliseconds until the archive is opened; at once if absent. */
  readonly archiveDelay?: number | undefined;
  /** What is done with the archive, until the signal aborts; it is filled in the background if absent. */
  readonly useArchive?: ((options: ArchiveOptions, signal: AbortSignal) => Promise<void>) | undefined;
  /** Those of the registry if absent. */
  readonly providers?: readonly ProviderModule[] | undefined;
}

/** What is configured and kept. */
export interface WorkspacesSettings extends Pick<Settings, 'workspaces' | 'upstream' | 'archive'> {
  readonly cache: Omit<CacheSettings, 'responses'>;
}

/** Connects every configured workspace with its providers; nothing is sent yet. */
export function openWorkspaces(
  { workspaces, upstream, archive, cache: { ttl, maxStale, redisUrl } }: WorkspacesSettings,
  logger: Logger,
  {
    now,
    redisPatience,
    forgotten = () => undefined,
    observer = NO_OBSERVER,
    archiveDelay = 0,
    useArchive = (options, signal) => fillArchive(options, archiveDelay, signal),
    providers = Object.values(PROVIDER_MODULES),
  }: OpenOptions = {},
): OpenWorkspaces {
  const replicaCache = redisUrl && createReplicaCache(redisUrl, logger, observer, now, redisPatience);
  const openProviders = providers.map((module) => {
    const http = createHttpClient(module.name, upstream, logger, {}, observer);
    const anomalies = createAnomalies(module.name, logger, observer);
    const shared = { ttl, maxStale, workspaces: workspaces.length, now, forgotten };
    return { name: module.name, http, provider: module.open({ http, anomalies, ...shared }) };
  });

  const accounts: ArchivedAccountOptions[] = [];
  function archived(
    { source, address, timezone }: CallAccount,
    provider: Provider,
    { id: workspace, country }: WorkspaceSettings,
    slot: ArchiveSlot | null,
  ): CallSource {
    if (slot === null) return source;
    accounts.push({ identity: { workspace, address, timezone }, country, source, slot });
    return archivedCalls(source, () => slot.archive, { provider, workspace, now: now ?? Date.now });
  }

  function open(settings: WorkspaceSettings): Workspace {
    const { id } = settings;
    let workspace: Workspace = { id, extensions: null, client: null, calls: null };
    for (const { name, provider } of openProviders) {
      const slot = archive === null ? null : new ArchiveSlot();
      const { calls, ...sources } = provider.connect(settings, {
        sharedCache: (account) => replicaCache && replicaCache.account(name, id, account),
        recorder: slot?.recorder,
      });
      workspace = {
        ...workspace,
        ...sources,
        ...(calls && { calls: archived(calls, name, settings, slot) }),
      };
    }
    return workspace;
  }

  const closing = new AbortController();
  const live = new Map(workspaces.map((settings) => [settings.id, liveSettings(settings, providers)]));
  const opened = new Map(live.entries().map(([id, settings]) => [id, open(settings)]));
  const filling =
    archive && useArchive({ settings: archive, accounts, logger, now: now ?? Date.now }, closing.signal);
  return {
    workspaces: opened,
    rotateCredentials(next) {
      for (const settings of next) {
        const current = live.get(settings.id);
        const renewed = current === undefined ? [] : renewCredentials(current, settings, providers);
        for (const { name, http, provider } of openProviders) {
          if (!renewed.includes(name)) continue;
          http.forgetLimit(settings.id);
          provider.forget(settings.id);
        }
      }
      replicaCache?.settingsChanged();
    },
    async close() {
      closing.abort();
      // A database that doesn't answer mustn't keep the process; the lease expires by itself.
      await Promise.race([filling, sleep(PATIENCE, undefined, { ref: false })]);
      for (const { http } of openProviders) http.close();
      replicaCache?.close();
    },
  };
}

/** Loaded only if there is an archive: it would make every start longer. */
async function fillArchive(options: ArchiveOptions, delay: number, signal: AbortSignal): Promise<void> {
  if (delay > 0) await sleep(delay, undefined, { signal, ref: false }).catch(() => undefined);
  if (signal.aborted) return;
  const { runArchive } = await import('../archive/open-archive.js');
  await runArchive(options, signal);
}
