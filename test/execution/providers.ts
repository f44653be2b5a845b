import type { CacheTtl } from '../../src/config/settings.js';
import type { Workspace } from '../../src/domain/sources.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { openWorkspaces } from '../../src/app/open-workspaces.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { aLogger } from '../support/a-logger.js';
import { aContext, type Executor } from './executions.js';
import type { ArgumentValues } from './random-operation.js';

/** The sandbox with sample data that ends at a fixed time, and workspaces over it. */
export interface Providers {
  readonly sandbox: Sandbox;
  /** Opens a separate workspace with an empty cache. */
  open(ttl: CacheTtl): ReadonlyMap<string, Workspace>;
  close(): Promise<void>;
}

/** Caches everything. */
export const CACHED: CacheTtl = {
  extensions: 3600,
  client: 3600,
  notes: 3600,
  recentCalls: 3600,
  closedCalls: 3600,
};

/** Two hours with about twenty calls. */
export const RANGE = { from: '2025-03-12T09:00:00Z', to: '2025-03-12T11:00:00Z' };

export async function startProviders(): Promise<Providers> {
  const sandbox = await startSandbox({ seed: 1, now: new Date('2025-03-12T12:00:00Z') });
  const opened: { close(): Promise<void> }[] = [];
  return {
    sandbox,
    open(ttl) {
      const upstream = { attemptTimeout: 20, deadline: 60, maxBody: 16_777_216 };
      const cache = { ttl, maxStale: 0, redisUrl: null };
      const settings = { workspaces: [sandboxWorkspace(sandbox)], upstream, cache, archive: null };
      const open = openWorkspaces(settings, aLogger().logger);
      opened.push(open);
      return open.workspaces;
    },
    async close() {
      await Promise.all(opened.map((open) => open.close()));
      await sandbox.close();
    },
  };
}

/** Arguments for operations over the sandbox: some match, some don't, and some are rejected. */
export async function argumentValues(
  executor: Executor,
  workspaces: ReadonlyMap<string, Workspace>,
): Promise<ArgumentValues> {
  const { answer } = await executor.execute(
    {
      query: `query ($from: DateTime!, $to: DateTime!) {
        extensions(first: 3) { nodes { id sip speedDial } pageInfo { endCursor } }
        client { id clientId }
        calls(from: $from, to: $to) { pageInfo { endCursor } nodes { id uuid notes { id } } }
      }`,
      variables: RANGE,
    },
    aContext(workspaces),
  );
  const data = answer.data ?? '';
  const all = (field: string) =>
    [...data.matchAll(new RegExp(`"${field}":"([^"]*)"`, 'g'))].map((match) => match[1] ?? '');
  const ids = all('id');
  const some = (values: readonly string[]) =>
    [values[0], values.at(-1)].filter((value) => value !== undefined);
  const [uuid = ''] = all('uuid');
  const [sip = ''] = all('sip');
  const [clientId = ''] = all('clientId');
  return {
    from: [RANGE.from, '2025-03-12T09:30:00.5+00:00'],
    to: [RANGE.to, RANGE.to, RANGE.to, '2025-03-12T08:00:00Z'],
    first: [1, 2, 3, 1, 2, 3, 0, 1001],
    after: [...all('endCursor'), 'nonsense'],
    order: ['NEWEST_FIRST', 'OLDEST_FIRST'],
    includeDeleted: [true, false],
    workspace: ['sandbox', 'sandbox', 'sandbox', 'nowhere'],
    search: ['a', 'nobody at all', ''],
    sip: [sip, 'unknown'],
    speedDial: [...all('speedDial'), '9999'],
    clientId: [clientId, '1'],
    uuid: [uuid, 'unknown'],
    id: [...some(ids), ...ids.slice(0, 6), 'unknown'],
    ids: [ids.slice(0, 5), [...some(ids), 'unknown'], [], `#[$ID!<"${ids[0]}">, "unknown"]`],
    sips: [[sip, 'unknown'], []],
    clientIds: [[clientId], ['1', clientId]],
    filter: [
      { direction: ['INBOUND'] },
      { direction: ['INBOUND', 'OUTBOUND'], hasNotes: true },
      { minDurationSeconds: 10, maxDurationSeconds: 5 },
      '#{ direction: $[CallDirection!]<["OUTBOUND"]>, hasNotes: $Boolean<null> }',
      '#{ status: [$CallStatus!<"ANSWERED">, BUSY], phone: $String<"48"> }',
      '#{ internalNumber: $String<"107">, minDurationSeconds: $Int<3> }',
      {},
    ],
    representations: [
      [
        { __typename: 'Call', id: all('id').at(-1) ?? '' },
        { __typename: 'Extension', sip },
      ],
      [{ __typename: 'Client', clientId }, { __typename: 'Client' }, { __typename: 'Nothing', id: 'x' }],
      [{ __typename: 'Call', uuid }, ...ids.slice(0, 5).flatMap((id) => [{ __typename: 'Extension', id }])],
      `#[{ __typename: "Extension", sip: $String<"${sip}"> }, { __typename: $String<"Call">, uuid: "${uuid}" }]`,
    ],
    name: ['Call', 'Node', 'CallFilter', 'DateTime', 'Unknown', 'Coerced'],
    includeDeprecated: [true, false],
  };
}
