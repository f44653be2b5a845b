import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import type {
  ArchiveSettings,
  AuthSettings,
  CacheTtl,
  LimitSettings,
  ServerSettings,
  Settings,
  SubscriptionSettings,
  UpstreamSettings,
} from '../../src/config/settings.js';
import type { WorkspaceSettings } from '../../src/config/workspace-settings.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.js';
import { createServer } from '../../src/app/create-server.js';
import { listen } from '../../src/http/backpressure/accept-connections.js';
import type { ServedSettings } from '../../src/app/server-options.js';
import { createMetrics } from '../../src/observability/metrics/metrics.js';
import type { SocketLimits } from '../../src/subscriptions/socket-connection.js';
import type { Traces } from '../../src/observability/tracing/open-traces.js';
import { openWorkspaces } from '../../src/app/open-workspaces.js';
import type { ResponseCache } from '../../src/operations/response-cache/response-cache.js';
import type { ProviderModule } from '../../src/providers/provider.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { LIMITS } from '../config/default-limits.js';
import { DEFAULT_FEDERATION, DEFAULT_SERVER, NO_MANIFEST } from '../config/settings-problems.js';
import type { LoadSheddingLimits } from '../../src/http/backpressure/load-shedding.js';
import type { UnsentLimits } from '../../src/http/backpressure/unsent-responses.js';
import { aLogger, type LogLine } from './a-logger.js';

export interface SwitchboardOptions {
  readonly sandbox?: SandboxOptions;
  /** Defaults to the development settings. */
  readonly server?: Partial<ServerSettings>;
  readonly subscriptions?: Partial<SubscriptionSettings>;
  readonly socketLimits?: SocketLimits;
  /** Defaults to `UNSENT_LIMITS`. */
  readonly unsent?: UnsentLimits;
  /** Defaults to `LOAD_SHEDDING_LIMITS`. */
  readonly overload?: LoadSheddingLimits;
  readonly upstream?: Partial<UpstreamSettings>;
  readonly limits?: Partial<LimitSettings>;
  /** If absent, every document is served. */
  readonly trustedDocuments?: Settings['trustedDocuments'];
  /** By default, the subgraph's schema states the required scopes if `auth` is set. */
  readonly federation?: Settings['federation'];
  /** If absent, every caller may do everything. */
  readonly auth?: AuthSettings;
  /** If absent, nothing is cached between operations. */
  readonly ttl?: Partial<CacheTtl>;
  /** If absent, nothing is served stale. */
  readonly maxStale?: number;
  /** If absent, nothing is archived. */
  readonly archive?: ArchiveSettings;
  /** If absent, replicas share nothing. */
  readonly redisUrl?: URL;
  /** The timeout of a Redis command in milliseconds; long by default, because other suites keep the machine busy. */
  readonly redisTimeout?: number;
  /** Caches whole responses by the clock `now`; if absent, every operation is executed. */
  readonly responses?: ResponseCache;
  /** Where traces are sent; if absent, nothing is traced. */
  readonly traces?: Traces;
  /** Whether metrics are collected and served at /metrics; false by default. */
  readonly metrics?: boolean;
  /** The clock of the caches, in milliseconds since the epoch; defaults to the system clock. */
  readonly now?: () => number;
  /** The workspaces to serve, created from the sandbox; defaults to the sandbox's own workspace. */
  readonly workspaces?: (sandbox: Sandbox) => readonly WorkspaceSettings[];
  /** Defaults to the registered providers. */
  readonly providers?: readonly ProviderModule[];
}

export interface GraphQLAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A Switchboard on a free port whose providers are a sandbox of its own. */
export interface Switchboard extends AsyncDisposable {
  readonly url: string;
  readonly sandbox: Sandbox;
  /** The log lines, in order. */
  readonly log: readonly LogLine[];
  query<Data = Readonly<Record<string, unknown>>, Variables = Readonly<Record<string, unknown>>>(
    document: TypedDocumentNode<Data, Variables> | string,
    variables?: Variables,
    headers?: Readonly<Record<string, string>>,
  ): Promise<GraphQLAnswer<Data>>;
  close(): Promise<void>;
}

const UPSTREAM: UpstreamSettings = { attemptTimeout: 20, deadline: 60, maxBody: 16_777_216 };

/** The development settings on a free port. */
const SERVER: ServerSettings = { ...DEFAULT_SERVER, port: 0 };

/** Polls so often that tests needn't wait. */
const SUBSCRIPTIONS: SubscriptionSettings = { pollInterval: 0.05, perCaller: 20, total: 1000 };

/** The settings of a server without authentication. */
export const SERVED: ServedSettings = {
  server: SERVER,
  upstream: UPSTREAM,
  limits: LIMITS,
  subscriptions: SUBSCRIPTIONS,
  auth: null,
  trustedDocuments: NO_MANIFEST,
  federation: DEFAULT_FEDERATION,
};

/** Disables caching between operations. */
export const NOTHING_KEPT: CacheTtl = { extensions: 0, client: 0, notes: 0, recentCalls: 0, closedCalls: 0 };

export async function startSwitchboard(options: SwitchboardOptions = {}): Promise<Switchboard> {
  const sandbox = await startSandbox(options.sandbox);
  const { logger, lines } = aLogger();
  const upstream = { ...UPSTREAM, ...options.upstream };
  const settings = options.workspaces?.(sandbox) ?? [sandboxWorkspace(sandbox)];
  const { now, responses } = options;
  const metrics = options.metrics === true ? createMetrics() : null;
  const open = openWorkspaces(
    {
      workspaces: settings,
      upstream,
      archive: options.archive ?? null,
      cache: {
        ttl: { ...NOTHING_KEPT, ...options.ttl },
        maxStale: options.maxStale ?? 0,
        redisUrl: options.redisUrl ?? null,
      },
    },
    logger,
    {
      now,
      redisTimeout: options.redisTimeout ?? 10_000,
      forgotten: responses?.forget,
      observer: metrics?.upstream.observer,
      providers: options.providers,
    },
  );
  const serverSettings = { ...SERVER, ...options.server };
  const limits = { ...LIMITS, ...options.limits };
  const trustedDocuments = options.trustedDocuments ?? NO_MANIFEST;
  const server = await createServer(
    {
      server: serverSettings,
      upstream,
      limits,
      subscriptions: { ...SUBSCRIPTIONS, ...options.subscriptions },
      auth: options.auth ?? null,
      trustedDocuments,
      federation: options.federation ?? DEFAULT_FEDERATION,
    },
    open.workspaces,
    logger,
    {
      ...(responses && { responses }),
      metrics,
      traces: options.traces ?? null,
      now,
      wallClock: now,
      socketLimits: options.socketLimits,
      ...(options.unsent && { unsent: options.unsent }),
      ...(options.overload && { overload: options.overload }),
    },
  );
  const url = await listen(server, { host: '127.0.0.1', port: 0 });

  async function close(): Promise<void> {
    await server.close();
    await open.close();
    await sandbox.close();
  }

  return {
    url,
    sandbox,
    log: lines,
    async query(document, variables, headers) {
      const query = typeof document === 'string' ? document : print(document);
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return JSON.parse(await response.text());
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
