import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import type {
  ArchiveSettings,
  AuthSettings,
  CacheTtl,
  FederationSettings,
  LimitSettings,
  ServerSettings,
  SubscriptionSettings,
  TrustedDocumentsSettings,
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
import type { UnsentLimits } from '../../src/http/backpressure/unsent-answers.js';
import { aLogger, type LogLine } from './a-logger.js';

export interface SwitchboardOptions {
  readonly sandbox?: SandboxOptions;
  /** Those of development if absent. */
  readonly server?: Partial<ServerSettings>;
  readonly subscriptions?: Partial<SubscriptionSettings>;
  readonly socketLimits?: SocketLimits;
  /** Those of `UNSENT_LIMITS` if absent. */
  readonly unsent?: UnsentLimits;
  /** Those of `LOAD_SHEDDING_LIMITS` if absent. */
  readonly overload?: LoadSheddingLimits;
  readonly upstream?: Partial<UpstreamSettings>;
  readonly limits?: Partial<LimitSettings>;
  /** Every document is served if absent. */
  readonly trustedDocuments?: TrustedDocumentsSettings;
  /** The subgraph's schema says which scopes are needed if absent, and where there is `auth`. */
  readonly federation?: FederationSettings;
  /** Everyone may do everything if absent. */
  readonly auth?: AuthSettings;
  /** Nothing is kept from one operation to the next if absent. */
  readonly ttl?: Partial<CacheTtl>;
  /** Nothing is served stale if absent. */
  readonly maxStale?: number;
  /** Nothing is archived if absent. */
  readonly archive?: ArchiveSettings;
  /** Nothing is shared with others if absent. */
  readonly redisUrl?: URL;
  /** Milliseconds for which a command to Redis may wait; long, as other suites keep the machine busy. */
  readonly redisPatience?: number;
  /** Keeps whole answers, by the clock `now`; every operation is executed if absent. */
  readonly responses?: ResponseCache;
  /** Where it traces; nowhere if absent. */
  readonly traces?: Traces;
  /** Whether it counts, and tells at /metrics; not if absent. */
  readonly metrics?: boolean;
  /** The clock by which answers grow old, in milliseconds since the epoch; the system's if absent. */
  readonly now?: () => number;
  /** The workspaces to serve, made from the sandbox; the sandbox's own if absent. */
  readonly workspaces?: (sandbox: Sandbox) => readonly WorkspaceSettings[];
  /** Those of the registry if absent. */
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

/** A Switchboard on a free port, with a sandbox of its own as its providers. */
export interface Switchboard extends AsyncDisposable {
  readonly url: string;
  readonly sandbox: Sandbox;
  /** What was logged, in order. */
  readonly log: readonly LogLine[];
  query<Data = Readonly<Record<string, unknown>>, Variables = Readonly<Record<string, unknown>>>(
    document: TypedDocumentNode<Data, Variables> | string,
    variables?: Variables,
    headers?: Readonly<Record<string, string>>,
  ): Promise<GraphQLAnswer<Data>>;
  close(): Promise<void>;
}

const UPSTREAM: UpstreamSettings = { attemptTimeout: 20, deadline: 60, maxBody: 16_777_216 };

/** Those of development, on a free port. */
const SERVER: ServerSettings = { ...DEFAULT_SERVER, port: 0 };

/** Looks that tests needn't wait for. */
const SUBSCRIPTIONS: SubscriptionSettings = { pollInterval: 0.05, perCaller: 20, total: 1000 };

/** How a server is that asks nobody who they are. */
export const SERVED: ServedSettings = {
  server: SERVER,
  upstream: UPSTREAM,
  limits: LIMITS,
  subscriptions: SUBSCRIPTIONS,
  auth: null,
  trustedDocuments: NO_MANIFEST,
  federation: DEFAULT_FEDERATION,
};

/** Every operation asks anew. */
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
      redisPatience: options.redisPatience ?? 10_000,
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
