import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { isObjectType } from 'graphql';
import { buildGraphSchema } from '../../src/graph/schema/build-schema.js';
import { decodeGlobalId, encodeGlobalId } from '../../src/graph/relay/global-id.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { DAY } from '../support/a-company.js';
import { aCall, aClient, anExtension, aNote } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';

const CALL = '11111111-2222-4333-8444-555555555555';
const NOTE = '66666666-7777-4888-8999-000000000000';

/** The names of another company's data, and names that don't exist. */
interface Names {
  readonly workspace: string;
  readonly sip: string;
  readonly speedDial: string;
  readonly clientId: string;
  readonly uuid: string;
  readonly ids: readonly string[];
  readonly cursors: readonly string[];
}

let globex: Sandbox;
let board: Switchboard;
let foreign: Names;
let unknown: Names;

beforeAll(async () => {
  const company = (letter: string, call: string, note: string, clientId: number, speedDial: string) => ({
    calls: [aCall({ uuid: call, note: 1 })],
    notes: { [call]: [aNote({ uuid: note })] },
    client: aClient({ id: clientId, name: letter }),
    extensions: [anExtension({ SIP: `${letter}SIP`, SpeedDial: speedDial })],
  });
  globex = await startSandbox({ data: company('globex', CALL, NOTE, 77, '777') });
  board = await startSwitchboard({
    sandbox: { data: company('acme', CALL.replace('1', '2'), NOTE.replace('6', '7'), 12, '107') },
    auth: anAuth([anApiKey('of-acme'), anApiKey('of-globex', { workspaces: ['globex'] })]),
    workspaces: (acme) => [
      { ...sandboxWorkspace(acme), id: 'acme' },
      { ...sandboxWorkspace(globex), id: 'globex' },
    ],
  });
  foreign = await namesOfGlobex();
  unknown = {
    workspace: 'initech',
    sip: 'nobodySIP',
    speedDial: '999',
    clientId: '99',
    uuid: CALL.replace('1', '3'),
    ids: foreign.ids.map(elsewhere),
    cursors: foreign.cursors.map((cursor) => {
      const position = Buffer.from(cursor, 'base64url').toString().replace('globex', 'initech');
      return Buffer.from(position).toString('base64url');
    }),
  };
});
beforeEach(forgetRequests);
afterAll(async () => {
  await board.close();
  await globex.close();
});

function forgetRequests(): void {
  board.sandbox.clearRequests();
  globex.clearRequests();
}

async function namesOfGlobex(): Promise<Names> {
  interface Page {
    readonly edges: readonly [
      { readonly cursor: string; readonly node: { id: string; notes: [{ id: string }] } },
    ];
  }
  const { data } = await board.query<{ calls: Page; extensions: Page; client: { id: string } }>(
    `query ($from: DateTime!, $to: DateTime!) {
      calls(from: $from, to: $to) { edges { cursor node { id notes { id } } } }
      extensions { edges { cursor node { id } } }
      client { id }
    }`,
    DAY,
    { 'x-api-key': 'of-globex' },
  );
  const [call] = data?.calls.edges ?? [];
  const [extension] = data?.extensions.edges ?? [];
  return {
    workspace: 'globex',
    sip: 'globexSIP',
    speedDial: '777',
    clientId: '77',
    uuid: CALL,
    ids: [call?.node.id, call?.node.notes[0].id, extension?.node.id, data?.client.id].map((id) => id ?? ''),
    cursors: [call?.cursor ?? '', extension?.cursor ?? ''],
  };
}

/** The same id in a workspace that doesn't exist. */
function elsewhere(id: string): string {
  const parts = decodeGlobalId(id);
  if (parts === null) throw new TypeError('This is no id.');
  return parts.kind === 'Note'
    ? encodeGlobalId({ ...parts, call: { ...parts.call, workspace: 'initech' } })
    : encodeGlobalId({ ...parts, workspace: 'initech' });
}

const RANGE = 'from: "2025-03-11T23:00:00Z", to: "2025-03-12T23:00:00Z"';
const CLIENT = 'id name';

/** Without an archive, their owners also get nothing from these fields. */
const ARCHIVE = [
  ['archive', 'archive(workspace: $x) { calls }'],
  ['notes', 'notes(workspace: $x, search: "x") { totalCount }'],
] as const;

/** By root field, with the names that it is queried with. */
const WAYS: readonly (readonly [
  field: string,
  declared: string,
  selection: string,
  (names: Names) => unknown,
])[] = [
  ['calls', '$x: ID!', `calls(workspace: $x, ${RANGE}) { totalCount }`, ({ workspace }) => workspace],
  ['calls', '$x: String!', `calls(${RANGE}, after: $x) { totalCount }`, ({ cursors }) => cursors[0]],
  [
    'call',
    '$x: ID!',
    'call(workspace: $x, uuid: "11111111-2222-4333-8444-555555555555") { id }',
    ({ workspace }) => workspace,
  ],
  ['call', '$x: ID!', 'call(uuid: $x) { id }', ({ uuid }) => uuid],
  [
    'callStatistics',
    '$x: ID!',
    `callStatistics(workspace: $x, ${RANGE}, groupBy: STATUS) { callCount }`,
    ({ workspace }) => workspace,
  ],
  ['extensions', '$x: ID!', 'extensions(workspace: $x) { totalCount }', ({ workspace }) => workspace],
  ['extensions', '$x: String!', 'extensions(search: $x) { totalCount }', ({ sip }) => sip],
  ['extensions', '$x: String!', 'extensions(after: $x) { totalCount }', ({ cursors }) => cursors[1]],
  [
    'extension',
    '$x: ID!',
    'extension(workspace: $x, sip: "globexSIP") { name }',
    ({ workspace }) => workspace,
  ],
  ['extension', '$x: ID!', 'extension(sip: $x) { name }', ({ sip }) => sip],
  ['extension', '$x: String!', 'extension(speedDial: $x) { name }', ({ speedDial }) => speedDial],
  ['client', '$x: ID!', `client(workspace: $x) { ${CLIENT} }`, ({ workspace }) => workspace],
  ['client', '$x: ID!', `client(clientId: $x) { ${CLIENT} }`, ({ clientId }) => clientId],
  ['node', '$x: ID!', 'node(id: $x) { id }', ({ ids }) => ids[0]],
  ['node', '$x: ID!', 'node(id: $x) { id }', ({ ids }) => ids[1]],
  ['node', '$x: ID!', 'node(id: $x) { id }', ({ ids }) => ids[2]],
  ['node', '$x: ID!', 'node(id: $x) { id }', ({ ids }) => ids[3]],
  ['nodes', '$x: [ID!]!', 'nodes(ids: $x) { id }', ({ ids }) => ids],
  [
    '_entities',
    '$x: [_Any!]!',
    '_entities(representations: $x) { __typename }',
    ({ ids: [call, note, extension, client], sip, clientId, uuid }) => [
      { __typename: 'Call', id: call },
      { __typename: 'Call', uuid },
      { __typename: 'Call', uuid, startedAt: '2025-03-12T10:24:57Z' },
      { __typename: 'Note', id: note },
      { __typename: 'Extension', id: extension },
      { __typename: 'Extension', sip },
      { __typename: 'Client', id: client },
      { __typename: 'Client', clientId },
    ],
  ],
  ['_callsById', '$x: [ID!]!', '_callsById(ids: $x) { uuid }', ({ ids }) => ids],
  ['_callsByUuid', '$x: [ID!]!', '_callsByUuid(uuids: $x) { uuid }', ({ uuid }) => [uuid]],
  ['_notesById', '$x: [ID!]!', '_notesById(ids: $x) { text }', ({ ids }) => ids],
  ['_extensionsById', '$x: [ID!]!', '_extensionsById(ids: $x) { name }', ({ ids }) => ids],
  ['_clientsById', '$x: [ID!]!', '_clientsById(ids: $x) { name }', ({ ids }) => ids],
  ['_extensionsBySip', '$x: [ID!]!', '_extensionsBySip(sips: $x) { name }', ({ sip }) => [sip]],
  [
    '_clientsByClientId',
    '$x: [ID!]!',
    '_clientsByClientId(clientIds: $x) { name }',
    ({ clientId }) => [clientId],
  ],
];

async function textAs(key: string, query: string, x: unknown): Promise<string> {
  const response = await fetch(`${board.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ query, variables: { x } }),
  });
  return `${response.status} ${await response.text()}`;
}

/** The requested routes of a sandbox. */
function asked(sandbox: Sandbox): readonly string[] {
  return sandbox.requests.map(({ route }) => route);
}

// Red if a context contains more than the caller's own workspaces.
describe('another workspace’s data looks like data that doesn’t exist: same bytes, no request', () => {
  test.each(WAYS)('%s (%s): %s', async (_, declared, selection, of) => {
    const query = `query (${declared}) { ${selection} }`;
    for (let time = 0; time < 3; time += 1) {
      forgetRequests();
      const nobodys = await textAs('of-acme', query, of(unknown));
      const withoutIt = asked(board.sandbox);
      forgetRequests();
      expect(await textAs('of-acme', query, of(foreign))).toBe(nobodys);
      expect(asked(board.sandbox)).toEqual(withoutIt);
      expect(globex.requests).toEqual([]);
    }
    // Its owner can access it, so the comparison above is meaningful.
    expect(await textAs('of-globex', query, of(foreign))).not.toMatch(/"errors"|:null|\[\]|"totalCount":0\b/);
  });

  test.each(ARCHIVE)('%s', async (_, selection) => {
    const query = `query ($x: ID!) { ${selection} }`;
    const nobodys = await textAs('of-acme', query, unknown.workspace);
    expect(nobodys).toContain('must be one of: acme');
    expect(await textAs('of-acme', query, foreign.workspace)).toBe(nobodys);
    expect(await textAs('of-globex', query, foreign.workspace)).not.toContain('must be one of');
    expect(globex.requests).toEqual([]);
  });

  test('updateClient', async () => {
    const query =
      'mutation ($x: ID!) { updateClient(input: { workspace: $x, timezone: "Europe/Berlin" }) { client { id } userErrors { code } } }';
    expect(await textAs('of-acme', query, 'globex')).toBe(await textAs('of-acme', query, 'initech'));
    expect([...board.sandbox.requests, ...globex.requests]).toEqual([]);
  });

  test('workspaces', async () => {
    const answer = await textAs('of-acme', '{ workspaces { id client { name } } }', null);
    expect(answer).toBe('200 {"data":{"workspaces":[{"id":"acme","client":{"name":"acme"}}]}}\n');
    expect(globex.requests).toEqual([]);
  });

  test('clients', async () => {
    const answer = await textAs('of-acme', '{ clients { name } }', null);
    expect(answer).toBe('200 {"data":{"clients":[{"name":"acme"}]}}\n');
    expect(globex.requests).toEqual([]);
  });
});

test('these tests cover every root field', async () => {
  const schema = await buildGraphSchema();
  const roots = [schema.getQueryType(), schema.getMutationType()].filter(isObjectType);
  const fields = roots.flatMap((root) => Object.keys(root.getFields()));
  const inTests = new Set([
    ...[...WAYS, ...ARCHIVE].map(([field]) => field),
    'updateClient',
    'clients',
    'workspaces',
  ]);
  const ofTheSchemaOnly = ['_service', '_sdl'];
  expect(fields.filter((field) => !inTests.has(field) && !ofTheSchemaOnly.includes(field))).toEqual([]);
});
