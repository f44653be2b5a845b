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

/** Milliseconds for which closing waits for the archive's database. */
const CLOSE_TIMEOUT = 2000;

/** The workspaces with their connections to the providers, Redis and the archive. */
export interface OpenWorkspaces {
  /** By id, in the order of the settings. */
  readonly workspaces: ReadonlyMap<string, Workspace>;
  /**
   * Uses the credentials of these workspaces for every request from now on, including retries of requests that were
   * sent with the old ones. Forgets the cached data of accounts that the credentials identify, and the rate limits of
   * the old credentials; RingMe's token endpoint, which all workspaces share, keeps its limit. Ignores other settings,
   * and workspaces that aren't open.
   */
  readonly rotateCredentials: (workspaces: readonly WorkspaceSettings[]) => void;
  /**
   * Writes what is pending for the archive, for up to two seconds, and drops every connection to the providers, Redis
   * and the archive.
   */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Milliseconds since the epoch; replaces the system's clocks for the ages of cached data. */
  readonly now?: (() => number) | undefined;
  /** Milliseconds for which a command to Redis may wait for its reply. */
  readonly redisTimeout?: number | undefined;
  /**
   * Called as soon as nothing read before for a workspace may be returned any more: after a write, whatever its
   * outcome, or when a provider refuses the credentials, here or at another replica.
   */
  readonly forgotten?: ((workspace: string) => void) | undefined;
  /** Observes the providers and Redis. */
  readonly observer?: UpstreamObserver | undefined;
  /** Milliseconds until the archive is opened; 0 if absent. */
  readonly archiveDelay?: number | undefined;
  /** Uses the archive until the signal aborts; fills it in the background if absent. */
  readonly useArchive?: ((options: ArchiveOptions, signal: AbortSignal) => Promise<void>) | undefined;
  /** The registry's if absent. */
  readonly providers?: readonly ProviderModule[] | undefined;
}

export interface WorkspacesSettings extends Pick<Settings, 'workspaces' | 'upstream' | 'archive'> {
  readonly cache: Omit<CacheSettings, 'responses'>;
}

/**
 * Connects every configured workspace with its providers. Sends no request to them until an operation needs it, except
 * to fill the archive.
 */
export function openWorkspaces(
  { workspaces, upstream, archive, cache: { ttl, maxStale, redisUrl } }: WorkspacesSettings,
  logger: Logger,
  {
    now,
    redisTimeout,
    forgotten = () => undefined,
    observer = NO_OBSERVER,
    archiveDelay = 0,
    useArchive = (options, signal) => fillArchive(options, archiveDelay, signal),
    providers = Object.values(PROVIDER_MODULES),
  }: OpenOptions = {},
): OpenWorkspaces {
  const replicaCache = redisUrl && createReplicaCache(redisUrl, logger, observer, now, redisTimeout);
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
  if (archive !== null && accounts.length === 0)
    logger.warn('nothing is archived: ccrm isn’t configured in any workspace');
  const filling =
    archive !== null && accounts.length > 0
      ? useArchive({ settings: archive, accounts, logger, now: now ?? Date.now }, closing.signal)
      : null;
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
      // A database that doesn't respond must not keep the process alive; the lease expires by itself.
      await Promise.race([filling, sleep(CLOSE_TIMEOUT, undefined, { ref: false })]);
      for (const { http } of openProviders) http.close();
      replicaCache?.close();
    },
  };
}

/** Imported only if there is an archive, because loading it takes time at startup. */
async function fillArchive(options: ArchiveOptions, delay: number, signal: AbortSignal): Promise<void> {
  if (delay > 0) await sleep(delay, undefined, { signal, ref: false }).catch(() => undefined);
  if (signal.aborted) return;
  const { runArchive } = await import('../archive/open-archive.js');
  await runArchive(options, signal);
}
