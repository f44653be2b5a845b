import type { FastifyInstance } from 'fastify';
import type { WorkspaceSettings } from '../../src/config/workspace-settings.js';
import type { Workspace } from '../../src/domain/sources.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { createServer } from '../../src/app/create-server.js';
import { openWorkspaces } from '../../src/app/open-workspaces.js';
import { aCompany, DAY } from '../support/a-company.js';
import { NOTHING_KEPT, SERVED } from '../support/a-switchboard.js';
import { aLogger } from '../support/a-logger.js';
import { eventually } from '../support/eventually.js';
import { type Fault, type FaultKind, type FaultProxy, type Moment, startFaultProxy } from './fault-proxy.js';

export type Endpoint = 'GetExtensions' | 'client' | 'token' | 'callHistory' | 'notes';

/** One endpoint behind a proxy with one fault. */
export interface Cell {
  readonly endpoint: Endpoint;
  readonly moment: Moment;
  readonly kind: FaultKind;
  /** The number of requests that the fault affects. */
  readonly times: number;
  readonly seed: number;
}

export interface Matrix {
  readonly endpoints: readonly Endpoint[];
  /** The cells whose connections stayed open after the response. */
  readonly leftOpen: readonly Cell[];
  /** right: the same data as without a fault. A code: null with only this error. Anything else says what went wrong. */
  run(cell: Cell): Promise<{ readonly cell: Cell; readonly outcome: string }>;
  close(): Promise<void>;
}

/** Longer than the test: the timer of an attempt that isn't cleared outlives it. */
const UPSTREAM = { attemptTimeout: 60, deadline: 4, maxBody: 1_000_000 };
/** The seconds of an attempt that is meant to time out. */
const SHORT_ATTEMPT = 1;
/** The milliseconds after the deadline by which the response must have arrived. */
const GRACE = 15_000;
const RANGE = `from: "${DAY.from}", to: "${DAY.to}"`;

const FIELDS: Readonly<Record<Endpoint, (workspace: string) => string>> = {
  GetExtensions: (at) => `extensions(workspace: "${at}") { nodes { sip name speedDial account { id } } }`,
  client: (at) => `client(workspace: "${at}") { clientId name timezone dialRuleId }`,
  token: (at) => `client(workspace: "${at}") { clientId name timezone dialRuleId }`,
  callHistory: (at) => `calls(workspace: "${at}", ${RANGE}) { nodes { uuid startedAt durationSeconds } }`,
  notes: (at) => `calls(workspace: "${at}", ${RANGE}) { nodes { uuid notes { uuid text } } }`,
};
const ENDPOINTS: readonly Endpoint[] = ['GetExtensions', 'client', 'token', 'callHistory', 'notes'];

/** A Switchboard with new workspaces for each cell, so that no cell meets the open circuit of another. */
export async function startMatrix(): Promise<Matrix> {
  const sandbox = await startSandbox({ data: aCompany([3]) });
  const workspaces = new Map<string, Workspace>();
  const server = await createServer({ ...SERVED, upstream: UPSTREAM }, workspaces, aLogger().logger);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const right = new Map<Endpoint, string>();
  const leftOpen: Cell[] = [];
  let opened = 0;

  async function answerOf(endpoint: Endpoint, fault: Fault, seed: number) {
    const proxy = await startFaultProxy(new URL(sandbox.url), fault, seed);
    const id = `cell-${String((opened += 1))}`;
    const isSlow = fault.kind === 'delay' || fault.kind === 'drip';
    const upstream = isSlow ? { ...UPSTREAM, attemptTimeout: SHORT_ATTEMPT } : UPSTREAM;
    const settings = { workspaces: [behind(proxy, sandbox, endpoint, id)], upstream, archive: null };
    const open = openWorkspaces(
      { ...settings, cache: { ttl: NOTHING_KEPT, maxStale: 0, redisUrl: null } },
      aLogger().logger,
    );
    const workspace = open.workspaces.get(id);
    if (workspace !== undefined) workspaces.set(id, workspace);
    const answer = await ask(url, FIELDS[endpoint](id));
    const isClosed = await eventually(() => proxy.open === 0).then(
      () => true,
      () => false,
    );
    await open.close();
    workspaces.delete(id);
    await proxy.close();
    return { answer, isClosed, struck: proxy.struck };
  }

  for (const endpoint of ENDPOINTS) {
    const none = { moment: 'body', kind: 'delay', skip: 0, times: 0 } as const;
    const { data, errors } = (await answerOf(endpoint, none, 0)).answer;
    if (errors !== undefined) throw new Error(`${endpoint} fails without a fault`);
    right.set(endpoint, JSON.stringify(data));
  }

  return {
    endpoints: ENDPOINTS,
    leftOpen,
    async run(cell) {
      const { endpoint, moment, kind, times, seed } = cell;
      // The notes of a call are requested after the calls.
      const fault = { moment, kind, times, skip: endpoint === 'notes' ? 1 : 0 };
      const { answer, isClosed, struck } = await answerOf(endpoint, fault, seed);
      if (!isClosed) leftOpen.push(cell);
      if (struck === 0) return { cell, outcome: 'not struck' };
      return { cell, outcome: outcomeOf(answer, right.get(endpoint) ?? '', endpoint) };
    },
    close: () => closeAll(server, sandbox),
  };
}

async function closeAll(server: FastifyInstance, sandbox: Sandbox): Promise<void> {
  await server.close();
  await sandbox.close();
}

function behind(proxy: FaultProxy, sandbox: Sandbox, endpoint: Endpoint, id: string): WorkspaceSettings {
  const { credentials } = sandbox;
  const at = (address: string, struck: Endpoint[]) =>
    struck.includes(endpoint) ? proxy.urlOf(new URL(address)) : new URL(address);
  const app = {
    kind: 'app',
    id: credentials.ringmeAppId,
    secret: credentials.ringmeAppSecret,
    tokenUrl: at(sandbox.ringmeTokenUrl, ['token']),
  } as const;
  return {
    id,
    country: null,
    voicenter: {
      url: at(sandbox.voicenterUrl, ['GetExtensions']),
      code: credentials.voicenterCode,
      showAll: true,
    },
    ringme: {
      url: at(sandbox.ringmeUrl, ['client']),
      clientId: '@me',
      auth: endpoint === 'token' ? app : { kind: 'token', token: credentials.ringmeToken },
    },
    ccrm: {
      url: at(sandbox.ccrmUrl, ['callHistory', 'notes']),
      token: credentials.ccrmToken,
      timezone: 'Europe/Warsaw',
    },
  };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

async function ask(url: string, field: string): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ ${field} }` }),
    signal: AbortSignal.timeout(UPSTREAM.deadline * 1000 + GRACE),
  });
  return JSON.parse(await response.text());
}

function outcomeOf({ data, errors = [] }: Answer, right: string, endpoint: Endpoint): string {
  const got = JSON.stringify(data);
  if (errors.length === 0) return got === right ? 'right' : `wrong data: ${got}`;
  const nothing =
    endpoint === 'notes'
      ? right.replace(/"notes":\[\{.*?\}\]/, '"notes":null')
      : right.replace(/^\{"(\w+)":.*$/, '{"$1":null}');
  const [error, ...more] = errors;
  if (got !== nothing || more.length > 0) return `wrong data beside ${errors.length} errors: ${got}`;
  return error?.extensions?.code ?? 'an error without a code';
}
