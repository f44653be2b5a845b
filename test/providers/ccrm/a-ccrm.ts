import { aScope } from '../../support/a-scope.js';
import type { OperationScope } from '../../../src/domain/operation/operation-scope.js';
import type { Call } from '../../../src/domain/call.js';
import type { CallHistory, RecordedCallSource } from '../../../src/domain/sources.js';
import type { CallRecorder } from '../../../src/domain/archive/call-archive.js';
import type { CcrmSettings } from '../../../src/config/workspace-settings.js';
import { ccrm } from '../../../src/providers/ccrm/ccrm.provider.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/sandbox.js';
import type { SandboxRequest } from '../../../src/sandbox/request-log.js';
import { createHttpClient, type HttpClient } from '../../../src/upstream/http/http-client.js';
import { createAnomalies } from '../../../src/upstream/anomalies.js';
import { aLogger, type LogLine } from '../../support/a-logger.js';

/** A call source of a workspace `acme`, and its log. */
export interface ConnectedCcrm {
  readonly source: RecordedCallSource;
  readonly lines: readonly LogLine[];
  /** Opens the call history as a new operation does. */
  open(scope?: OperationScope): CallHistory;
  disconnect(): void;
}

export interface Connection {
  /** The address up to and including `/publicApi`. */
  readonly url: URL | string;
  readonly token: string;
  /** Defaults to Europe/Warsaw. */
  readonly timezone?: string;
  /** If absent, nothing is cached between operations. */
  readonly cache?: CallCache;
}

/** How calls are cached across operations, in seconds, and archived. */
export interface CallCache {
  readonly recent: number;
  readonly closed: number;
  readonly maxStale: number;
  readonly now?: () => number;
  readonly recorder?: CallRecorder;
}

/** Disables caching between operations. */
export const NOTHING_KEPT: CallCache = { recent: 0, closed: 0, maxStale: 0 };

/** The calls of a workspace `acme`, requested by this client. Notes aren't cached. */
export function aCallSource(
  http: HttpClient,
  settings: CcrmSettings,
  { recent, closed, maxStale, now, recorder }: CallCache = NOTHING_KEPT,
  logger = aLogger().logger,
): RecordedCallSource {
  const { calls } = ccrm
    .open({
      http,
      anomalies: createAnomalies('ccrm', logger),
      ttl: { extensions: 0, client: 0, notes: 0, recentCalls: recent, closedCalls: closed },
      maxStale,
      workspaces: 1,
      now,
      forgotten: () => undefined,
    })
    .connect(
      { id: 'acme', country: null, voicenter: null, ringme: null, ccrm: settings },
      { sharedCache: () => null, recorder },
    );
  if (calls === undefined) throw new Error('ccrm has no calls');
  return calls.source;
}

export function connectCcrm({ url, token, timezone = 'Europe/Warsaw', cache }: Connection): ConnectedCcrm {
  const { logger, lines } = aLogger();
  const http = createHttpClient('ccrm', { attemptTimeout: 10, deadline: 30, maxBody: 16_777_216 }, logger);
  const source = aCallSource(http, { url: new URL(url), token, timezone }, cache, logger);
  return {
    source,
    lines,
    open: (scope = aScope()) => source.openHistory(scope),
    disconnect: () => http.close(),
  };
}

/** The sandbox, and a source connected to its ccrm. */
export interface Ccrm extends ConnectedCcrm {
  readonly sandbox: Sandbox;
  /** The requests for a resource since `sandbox.clearRequests()`. */
  requests(route: 'callHistory' | 'notes'): readonly SandboxRequest[];
  close(): Promise<void>;
}

/** By default, the call history is empty. */
export async function startCcrm(options: SandboxOptions = { data: { calls: [] } }): Promise<Ccrm> {
  const sandbox = await startSandbox(options);
  const connected = connectCcrm({ url: sandbox.ccrmUrl, token: sandbox.credentials.ccrmToken });
  return {
    ...connected,
    sandbox,
    requests: (route) => sandbox.requests.filter((request) => request.route === route),
    async close() {
      connected.disconnect();
      await sandbox.close();
    },
  };
}

/** Every call of a walk. */
export async function allOf(batches: AsyncIterable<readonly Call[]>): Promise<readonly Call[]> {
  const calls: Call[] = [];
  for await (const batch of batches) calls.push(...batch);
  return calls;
}

/** The instants of two UTC dates, such as `2025-03-12T08:00Z`. */
export function between(from: string, to: string): { readonly from: number; readonly to: number } {
  return { from: Date.parse(from), to: Date.parse(to) };
}
