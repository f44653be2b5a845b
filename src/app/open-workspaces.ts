import type { Logger } from 'pino';
import { archivedCalls } from '../archive/archived-calls.js';
import { ArchiveSlot } from '../archive/archive-slot.js';
import type { ArchivedAccountOptions, ArchiveOptions } from '../archive/open-archive.js';
import type { CacheSettings, Settings } from '../config/settings.js';
import type { CcrmSettings, WorkspaceSettings } from '../config/workspace-settings.js';
import type { CallRecorder } from '../domain/call-archive.js';
import type { Client } from '../domain/client.js';
import type { Extension } from '../domain/extension.js';
import type { CallSource, Workspace } from '../domain/sources.js';
import { eachProvider } from '../domain/upstream/upstream-error.js';
import { NO_OBSERVER, type UpstreamObserver } from '../domain/upstream/upstream-observer.js';
import type { NotesOfCall } from '../providers/ccrm/notes/notes-of-call.js';
import { type CallCache, createCallSource } from '../providers/ccrm/ccrm.source.js';
import { createAppTokenStore } from '../providers/ringme/app-tokens.js';
import { cachedClient } from '../providers/ringme/cached-client.js';
import { createClientSource } from '../providers/ringme/ringme.source.js';
import { cachedExtensions } from '../providers/voicenter/cached-extensions.js';
import { createExtensionSource } from '../providers/voicenter/voicenter.source.js';
import { createHttpClient } from '../upstream/http/http-client.js';
import { createAnomalies } from '../upstream/anomalies.js';
import { createReadThroughCache } from '../upstream/cache/read-through-cache.js';
import { createReplicaCache } from '../upstream/redis/replica-cache.js';
import type { CacheNamespace } from '../upstream/redis/cache-namespace.js';
import { liveSettings, renewCredentials } from './credential-rotation.js';

export interface OpenWorkspaces {
  /** By id, in the order of the settings. */
  readonly workspaces: ReadonlyMap<string, Workspace>;
  /**
   * Takes the credentials of these workspaces for every request from now on, also for the second attempt of one that
   * was sent with the old ones. What is kept of an account whose credentials name it is forgotten. Other settings, and
   * workspaces that aren't open, are none of its business.
   */
  readonly rotateCredentials: (workspaces: readonly WorkspaceSettings[]) => void;
  /** Drops every connection to the providers, to Redis and to the archive, which is written first. */
  close(): Promise<void>;
}

const MIB = 1024 ** 2;

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
}

/** What is configured and kept. */
export interface WorkspacesSettings extends Pick<Settings, 'workspaces' | 'upstream' | 'archive'> {
  readonly cache: Omit<CacheSettings, 'responses'>;
}

/** Connects every configured workspace with its providers; nothing is sent yet. */
export function openWorkspaces(
  { workspaces, upstream, archive, cache: { ttl, maxStale, redisUrl } }: WorkspacesSettings,
  logger: Logger,
  { now, redisPatience, forgotten = () => undefined, observer = NO_OBSERVER }: OpenOptions = {},
): OpenWorkspaces {
  const http = eachProvider((provider) => createHttpClient(provider, upstream, logger, {}, observer));
  const anomalies = eachProvider((provider) => createAnomalies(provider, logger, observer));
  const apps = createAppTokenStore(http.ringme);

  const replicaCache = redisUrl && createReplicaCache(redisUrl, logger, observer, now, redisPatience);
  const kept = {
    extensions: createReadThroughCache<readonly Extension[]>({
      provider: 'voicenter',
      route: 'getExtensions',
      workspaceOf: (workspace) => workspace,
      ttl: ttl.extensions,
      maxStale,
      now,
      maxBytes: 32 * MIB,
      sizeOf: (extensions) => 500 * extensions.length,
      writable: false,
      forgotten,
    }),
    client: createReadThroughCache<Client | null>({
      provider: 'ringme',
      route: 'client',
      workspaceOf: (workspace) => workspace,
      ttl: ttl.client,
      maxStale,
      now,
      maxBytes: 4 * MIB,
      sizeOf: () => 2000,
      writable: true,
      forgotten,
    }),
  };
  const shareOf = (bytes: number) => Math.floor(bytes / Math.max(1, workspaces.length));
  const callCache = (
    workspace: string,
    account: CacheNamespace | null,
    recorder?: CallRecorder,
  ): CallCache => ({
    recent: ttl.recentCalls,
    closed: ttl.closedCalls,
    maxStale,
    maxBytes: shareOf(128 * MIB),
    account,
    now,
    recorder,
    forgotten: () => forgotten(workspace),
    notes: createReadThroughCache<NotesOfCall>({
      provider: 'ccrm',
      route: 'notes',
      workspaceOf: () => workspace,
      ttl: ttl.notes,
      maxBytes: shareOf(32 * MIB),
      sizeOf: ({ notes }) => notes.reduce((bytes, note) => bytes + 1000 + 8 * note.text.length, 0),
      writable: false,
      now,
    }),
  });

  const accounts: ArchivedAccountOptions[] = [];
  const openCalls = (
    workspace: Pick<WorkspaceSettings, 'id' | 'country'>,
    settings: CcrmSettings,
  ): CallSource => {
    const { id, country } = workspace;
    const slot = archive === null ? null : new ArchiveSlot();
    const shared = replicaCache && replicaCache.account('ccrm', id, settings);
    const cache = callCache(id, shared, slot?.recorder);
    const source = createCallSource(
      workspace,
      settings,
      http.ccrm.forAccount(id),
      anomalies.ccrm.forWorkspace(id),
      cache,
    );
    if (slot === null) return source;
    const { url, timezone } = settings;
    accounts.push({ identity: { workspace: id, address: url.href, timezone }, country, source, slot });
    return archivedCalls(source, () => slot.archive, {
      provider: 'ccrm',
      workspace: id,
      now: now ?? Date.now,
    });
  };

  const open = ({ id, country, ...settings }: WorkspaceSettings): Workspace => ({
    id,
    extensions:
      settings.voicenter &&
      cachedExtensions(
        id,
        createExtensionSource(
          id,
          settings.voicenter,
          http.voicenter.forAccount(id),
          anomalies.voicenter.forWorkspace(id),
        ),
        kept.extensions,
        replicaCache && replicaCache.account('voicenter', id, settings.voicenter),
      ),
    client:
      settings.ringme &&
      cachedClient(
        id,
        createClientSource(
          id,
          settings.ringme,
          http.ringme.forAccount(id),
          anomalies.ringme.forWorkspace(id),
          apps,
        ),
        kept.client,
        replicaCache && replicaCache.account('ringme', id, settings.ringme),
      ),
    calls: settings.ccrm && openCalls({ id, country }, settings.ccrm),
  });

  const closing = new AbortController();
  const live = new Map(workspaces.map((settings) => [settings.id, liveSettings(settings)]));
  const opened = new Map(live.entries().map(([id, settings]) => [id, open(settings)]));
  const filling =
    archive && fillArchive({ settings: archive, accounts, logger, now: now ?? Date.now }, closing.signal);
  return {
    workspaces: opened,
    rotateCredentials(next) {
      for (const settings of next) {
        const current = live.get(settings.id);
        const renewed = current === undefined ? [] : renewCredentials(current, settings);
        // ccrm's address names the company, whatever its key.
        if (renewed.includes('voicenter')) kept.extensions.forget(settings.id);
        if (renewed.includes('ringme')) kept.client.forget(settings.id);
      }
      replicaCache?.settingsChanged();
    },
    async close() {
      closing.abort();
      await filling;
      for (const client of Object.values(http)) client.close();
      replicaCache?.close();
    },
  };
}

/** Loaded only if there is an archive: it would make every start longer. */
async function fillArchive(options: ArchiveOptions, signal: AbortSignal): Promise<void> {
  const { runArchive } = await import('../archive/open-archive.js');
  await runArchive(options, signal);
}
