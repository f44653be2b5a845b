import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { WorkspaceSettings } from '../../src/config/workspace-settings.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { aClient, anExtension } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { aCompany, DAY } from '../support/a-company.js';

const EVERY_ROOT = `query ($workspace: ID, $from: DateTime!, $to: DateTime!) {
  client(workspace: $workspace) { id clientId name }
  extensions(workspace: $workspace) { nodes { id name client { name } } }
  extension(workspace: $workspace, speedDial: "107") { name }
  calls(workspace: $workspace, from: $from, to: $to, first: 1, order: OLDEST_FIRST) {
    nodes { id uuid client { name } agents { extension { name } } notes { id text } }
  }
  call(workspace: $workspace, uuid: "e4baaa94-095a-41b3-b638-203dcfcfd3fe") { id }
}`;

describe('two workspaces', () => {
  let globex: Sandbox;
  let board: Switchboard;

  beforeAll(async () => {
    globex = await startSandbox({
      data: {
        ...aCompany([0]),
        client: aClient({ id: 13, name: 'globex' }),
        extensions: [anExtension({ Name: 'Globex 107' })],
      },
    });
    board = await startSwitchboard({
      sandbox: { data: aCompany([0]) },
      workspaces: (acme) => [
        { ...sandboxWorkspace(acme), id: 'acme' },
        { ...sandboxWorkspace(globex), id: 'globex' },
      ],
    });
  });
  afterAll(async () => {
    await board.close();
    await globex.close();
  });
  beforeEach(() => {
    board.sandbox.clearRequests();
    globex.clearRequests();
  });

  interface Answer {
    readonly client: { readonly id: string };
    readonly extensions: { readonly nodes: readonly { readonly id: string }[] };
    readonly calls: {
      readonly nodes: readonly { readonly id: string; readonly notes: readonly { id: string }[] }[];
    };
  }

  async function idsOf(workspace: string): Promise<(string | undefined)[]> {
    const { data } = await board.query<Answer>(EVERY_ROOT, { ...DAY, workspace });
    const call = data?.calls.nodes[0];
    return [data?.client.id, data?.extensions.nodes[0]?.id, call?.id, call?.notes[0]?.id];
  }

  test.each([
    ['acme', 'ringme_test', 'Obsługa klienta 1'],
    ['globex', 'globex', 'Globex 107'],
  ])('workspace: "%s" returns only its own data', async (workspace, client, extension) => {
    const { data, errors } = await board.query(EVERY_ROOT, { ...DAY, workspace });
    expect(errors).toMatchObject([{ path: ['call'], extensions: { code: 'CALL_NOT_LOCATED' } }]);
    expect(data).toMatchObject({
      client: { name: client },
      extensions: { nodes: [{ name: extension, client: { name: client } }] },
      extension: { name: extension },
      calls: { nodes: [{ client: { name: client }, agents: [{ extension: { name: extension } }] }] },
      call: null,
    });
    const others = workspace === 'acme' ? globex.requests : board.sandbox.requests;
    expect(others).toEqual([]);
  });

  test.each([{}, { workspace: null }, { workspace: '' }, { workspace: 'initech' }, { workspace: 'Acme' }])(
    'each root field rejects %j, lists the workspaces, and sends no upstream request',
    async (variables) => {
      const { data, errors } = await board.query(EVERY_ROOT, { ...DAY, ...variables });
      expect(data).toEqual({ client: null, extensions: null, extension: null, calls: null, call: null });
      expect(errors).toHaveLength(5);
      for (const error of errors ?? []) {
        expect(error.extensions).toEqual({ code: 'BAD_USER_INPUT' });
        expect(error.message).toMatch(/^workspace: must be .*one of: acme, globex$/);
      }
      expect([...board.sandbox.requests, ...globex.requests]).toEqual([]);
    },
  );

  test('`clients` returns the client of every workspace, in the order of the settings', async () => {
    const { data } = await board.query('{ clients { clientId name } }');
    expect(data).toEqual({
      clients: [
        { clientId: '12', name: 'ringme_test' },
        { clientId: '13', name: 'globex' },
      ],
    });
  });

  test('the same call in two workspaces is two nodes, each with its own workspace’s data', async () => {
    const ids = [...(await idsOf('acme')), ...(await idsOf('globex'))];
    expect(new Set(ids).size).toBe(8);
    const { data, errors } = await board.query<{ nodes: unknown[] }>(
      `query ($ids: [ID!]!) {
        nodes(ids: $ids) {
          id ... on Client { name } ... on Extension { client { name } } ... on Call { client { name } }
          ... on Note { call { client { name } } }
        }
      }`,
      { ids },
    );
    expect(errors).toBeUndefined();
    const [client, extension, call, note, ...rest] = ids;
    expect(data?.nodes).toEqual([
      { id: client, name: 'ringme_test' },
      { id: extension, client: { name: 'ringme_test' } },
      { id: call, client: { name: 'ringme_test' } },
      { id: note, call: { client: { name: 'ringme_test' } } },
      { id: rest[0], name: 'globex' },
      { id: rest[1], client: { name: 'globex' } },
      { id: rest[2], client: { name: 'globex' } },
      { id: rest[3], call: { client: { name: 'globex' } } },
    ]);
  });

  test('a workspace that fails doesn’t affect the other one', async () => {
    globex.behaviour.faults = [{ status: 500 }];
    const { data, errors } = await board.query(
      '{ acme: client(workspace: "acme") { name } globex: client(workspace: "globex") { name } }',
    );
    globex.behaviour.faults = [];
    expect(data).toEqual({ acme: { name: 'ringme_test' }, globex: null });
    expect(errors).toMatchObject([{ path: ['globex'], extensions: { provider: 'ringme' } }]);
  });
});

describe('a workspace without a provider', () => {
  const without = (provider: keyof WorkspaceSettings) => (sandbox: Sandbox) => [
    { ...sandboxWorkspace(sandbox), [provider]: null },
  ];

  test.each([
    [
      'voicenter',
      { extensions: null, extension: null, calls: { nodes: [{ agents: [{ extension: null }] }] } },
    ],
    [
      'ringme',
      { client: null, extensions: { nodes: [{ client: null }] }, calls: { nodes: [{ client: null }] } },
    ],
    ['ccrm', { calls: null, call: null, client: { name: 'ringme_test' } }],
  ] as const)('returns null without an error for fields of %s', async (provider, expected) => {
    await using board = await startSwitchboard({
      sandbox: { data: aCompany([0]) },
      workspaces: without(provider),
    });
    const { data, errors = [] } = await board.query(EVERY_ROOT, DAY);
    const codes = errors.map(({ path, extensions }) => [path, extensions?.['code']]);
    // With a call history, the call may still exist in it.
    expect(codes).toEqual(provider === 'ccrm' ? [] : [[['call'], 'CALL_NOT_LOCATED']]);
    expect(data).toMatchObject(expected);
  });

  test('returns null for the extensions and calls of a client without Voicenter and ccrm.pl', async () => {
    await using board = await startSwitchboard({
      sandbox: { data: aCompany([]) },
      workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), voicenter: null, ccrm: null }],
    });
    const { data, errors } = await board.query(
      'query ($from: DateTime!, $to: DateTime!) { clients { name extensions { totalCount } calls(from: $from, to: $to) { totalCount } } }',
      DAY,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ clients: [{ name: 'ringme_test', extensions: null, calls: null }] });
  });

  test.each([
    ['clients', []],
    ['client', null],
  ])('returns no %s without RingMe', async (field, expected) => {
    await using board = await startSwitchboard({ workspaces: without('ringme') });
    const { data, errors } = await board.query(`{ ${field} { name } }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ [field]: expected });
  });
});

test('updateClient returns a user error in a workspace without RingMe', async () => {
  await using board = await startSwitchboard({
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), ringme: null }],
  });
  const { data } = await board.query(
    'mutation { updateClient(input: { timezone: "Europe/Warsaw" }) { client { name } userErrors { field code } } }',
  );
  expect(data).toEqual({
    updateClient: { client: null, userErrors: [{ field: ['workspace'], code: 'INVALID' }] },
  });
});
