import type { OperationScope } from '../domain/operation/operation-scope.js';
import type { CacheTtl } from '../config/settings.js';
import type { WorkspaceSettings } from '../config/workspace-settings.js';
import type { Call } from '../domain/call.js';
import type { CallRecorder } from '../domain/archive/call-archive.js';
import type { Client } from '../domain/client.js';
import type { Extension } from '../domain/extension.js';
import type { ClientSource, ExtensionSource, RecordedCallSource } from '../domain/sources.js';
import type { Provider, UpstreamError } from '../domain/upstream/upstream-error.js';
import type { Anomalies, ProviderAnomalies } from '../upstream/anomalies.js';
import type { HttpClient } from '../upstream/http/http-client.js';
import type { CacheNamespace } from '../upstream/redis/cache-namespace.js';

/** The export of a provider's folder; `registry.ts` lists every provider. */
export interface ProviderModule {
  /** Also the key of the provider's settings in a workspace. */
  readonly name: Provider;
  /** The settings that hold credentials. Only they can be replaced while the server runs. */
  readonly credentials: readonly string[];
  /** Opens the provider for all workspaces. Sends no request. */
  open(dependencies: ProviderDependencies): OpenProvider;
  /**
   * Reads what the doctor checks, with as few requests as possible, and changes nothing; null if the workspace has no
   * account. Rejects with an UpstreamError if the provider fails.
   */
  probe(workspace: WorkspaceSettings, request: ProbeRequest): Promise<Probe | null>;
}

/** What Switchboard hands to a provider, for all workspaces. */
export interface ProviderDependencies {
  /** Has the provider's retries, circuit breaker and metrics; `forAccount` adds a rate limit per account. */
  readonly http: HttpClient;
  readonly anomalies: ProviderAnomalies;
  readonly ttl: CacheTtl;
  /** Seconds for which cached data may still be used in an outage after they were fresh. */
  readonly maxStale: number;
  /** The number of workspaces among which memory for caches is divided. */
  readonly workspaces: number;
  /** Milliseconds since the epoch; the system's clocks if undefined. */
  readonly now: (() => number) | undefined;
  /** Call it as soon as data read for a workspace must no longer be returned. */
  readonly forgotten: (workspace: string) => void;
}

/** A provider that has been opened for all workspaces. */
export interface OpenProvider {
  /**
   * A workspace's sources from this provider; empty if it has no account. Must read credentials from `workspace` for
   * each request, because they may be replaced.
   */
  connect(workspace: WorkspaceSettings, account: AccountDependencies): ProviderSources;
  /** Forgets the cached data of a workspace whose credentials have been replaced, if these determine the data. */
  forget(workspace: string): void;
}

/** What Switchboard hands to a provider, for one workspace's account. */
export interface AccountDependencies {
  /**
   * The account's part of the cache that replicas share; null without Redis. `settings`: everything that determines the
   * account's data.
   */
  readonly sharedCache: (settings: object) => CacheNamespace | null;
  /** Archives calls and notes as they are read; undefined without an archive. */
  readonly recorder: CallRecorder | undefined;
}

/** What a provider has of a workspace; each provider has some of them. */
export interface ProviderSources {
  readonly extensions?: ExtensionSource;
  readonly client?: ClientSource;
  readonly calls?: CallAccount;
}

/** A call history, and what identifies it in the archive. */
export interface CallAccount {
  readonly source: RecordedCallSource;
  /** Identifies the account in the archive, together with its time zone. */
  readonly address: string;
  /** IANA name. */
  readonly timezone: string;
}

export interface ProbeRequest {
  readonly http: HttpClient;
  readonly anomalies: Anomalies;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly scope: OperationScope;
}

/** The result of a probe. */
export interface Probe {
  readonly extensions?: readonly Extension[];
  /** null if the provider has none. */
  readonly client?: Client | null;
  readonly lastCalls?: LastCalls;
  /**
   * Why the credentials are probably wrong although the provider accepts them: `reason` is machine-readable, and released
   * as `facts.reason` of the doctor's report; `text` is a sentence for people.
   */
  readonly suspicion?: { readonly reason: string; readonly text: string };
}

/** The last days of the call history, at most a page. */
export interface LastCalls {
  readonly calls: readonly Call[];
  /** ISO 3166 alpha-2, as configured; null if it isn't. */
  readonly country: string | null;
  /** IANA name, as configured. */
  readonly timezone: string;
  /** The dates of one call; null if no note has them. */
  readonly dates: CallDates | null;
  /** Why the notes of that call can't be read; null if they can be, or there is no such call. */
  readonly notesFailure: UpstreamError | null;
}

/** Three representations of the start of one call, `YYYY-MM-DD HH:MM:SS`. */
export interface CallDates {
  /** As in the call history, in the configured zone. */
  readonly history: string;
  /** In UTC, as in a note on the call. */
  readonly utc: string;
  /** The UTC date in the configured zone. */
  readonly local: string;
}
