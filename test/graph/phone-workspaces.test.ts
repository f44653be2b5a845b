import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { aClient } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { upstreamRequests } from '../support/upstream-requests.js';
import { aCompany, DAY } from '../support/a-company.js';

const EVERYTHING = { 'x-api-key': 'everything' };
const CLIENTS = '{ workspaces { id client { name } } }';

let globex: Sandbox;
let board: Switchboard;

beforeAll(async () => {
  globex = await startSandbox({ data: { ...aCompany([0]), client: aClient({ id: 13, name: 'globex' }) } });
  board = await startSwitchboard({
    sandbox: { data: aCompany([0]) },
    workspaces: (acme) => [
      { ...sandboxWorkspace(acme), id: 'acme' },
      { ...sandboxWorkspace(globex), id: 'globex' },
      { ...sandboxWorkspace(acme), id: 'initech', ringme: null, ccrm: null },
    ],
    auth: anAuth([
      anApiKey('everything', { workspaces: ['acme', 'globex', 'initech'] }),
      anApiKey('one', { workspaces: ['globex'], scopes: ['calls:read'] }),
    ]),
  });
});
afterAll(async () => {
  await board.close();
  await globex.close();
});
beforeEach(() => {
  for (const sandbox of [board.sandbox, globex]) {
    sandbox.clearRequests();
    sandbox.behaviour.faults = [];
  }
});

test('lists the workspaces visible to the caller, even without a client, and sends no upstream request', async () => {
  const query = '{ workspaces { id timezone providers { name configured } } }';
  const { data, errors } = await board.query(query, {}, EVERYTHING);
  const providers = (...configured: readonly string[]) =>
    ['voicenter', 'ringme', 'ccrm'].map((name) => ({ name, configured: configured.includes(name) }));
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    workspaces: [
      { id: 'acme', timezone: 'Europe/Warsaw', providers: providers('voicenter', 'ringme', 'ccrm') },
      { id: 'globex', timezone: 'Europe/Warsaw', providers: providers('voicenter', 'ringme', 'ccrm') },
      { id: 'initech', timezone: null, providers: providers('voicenter') },
    ],
  });
  expect([board.sandbox, globex].map(upstreamRequests)).toEqual([{}, {}]);
});

test('requests each workspace’s client once, and returns null for a workspace without a client', async () => {
  const { data, errors } = await board.query(CLIENTS, {}, EVERYTHING);
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    workspaces: [
      { id: 'acme', client: { name: 'ringme_test' } },
      { id: 'globex', client: { name: 'globex' } },
      { id: 'initech', client: null },
    ],
  });
  expect([board.sandbox, globex].map(upstreamRequests)).toEqual([{ client: 1 }, { client: 1 }]);
});

test('a failed client request is an error only of its own workspace', async () => {
  globex.behaviour.faults = [{ provider: 'ringme', status: 401 }];
  const { data, errors } = await board.query(CLIENTS, {}, EVERYTHING);
  expect(data).toEqual({
    workspaces: [
      { id: 'acme', client: { name: 'ringme_test' } },
      { id: 'globex', client: null },
      { id: 'initech', client: null },
    ],
  });
  expect(errors).toMatchObject([
    { path: ['workspaces', 1, 'client'], extensions: { code: 'UPSTREAM_UNAUTHORIZED', provider: 'ringme' } },
  ]);
});

test('a caller sees only its own workspaces, whatever its scopes; their clients require the client scope', async () => {
  const { data, errors } = await board.query(CLIENTS, {}, { 'x-api-key': 'one' });
  expect(data).toEqual({ workspaces: [{ id: 'globex', client: null }] });
  expect(errors).toMatchObject([{ path: ['workspaces', 0, 'client'], extensions: { code: 'FORBIDDEN' } }]);
});

test('calls, extensions and clients return the workspace they belong to', async () => {
  const { data, errors } = await board.query(
    `query ($from: DateTime!, $to: DateTime!) {
      calls(workspace: "globex", from: $from, to: $to, first: 1) {
        nodes { workspace { id client { name workspace { id } } } }
      }
      extensions(workspace: "initech", first: 1) { nodes { workspace { id timezone } } }
      client(workspace: "acme") { workspace { id timezone } }
    }`,
    DAY,
    EVERYTHING,
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    calls: {
      nodes: [{ workspace: { id: 'globex', client: { name: 'globex', workspace: { id: 'globex' } } } }],
    },
    extensions: { nodes: [{ workspace: { id: 'initech', timezone: null } }] },
    client: { workspace: { id: 'acme', timezone: 'Europe/Warsaw' } },
  });
});
