import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SCOPES, type Scope } from '../../src/domain/caller.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { aCompany, DAY } from '../support/a-company.js';
import { manyCalls } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';

const without = (missing: Scope) => SCOPES.filter((scope) => scope !== missing);

let board: Switchboard;
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  const keys = SCOPES.map((scope) => anApiKey(`without ${scope}`, { scopes: without(scope) }));
  board = await startSwitchboard({
    sandbox: { data: aCompany([0]) },
    auth: anAuth([anApiKey('everything'), ...keys]),
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
  });
  ids = await idsOfEverything();
});
beforeEach(() => board.sandbox.clearRequests());
afterAll(() => board.close());

interface Everything {
  readonly calls: {
    readonly nodes: readonly [{ readonly id: string; readonly notes: readonly [{ id: string }] }];
  };
  readonly client: { readonly id: string };
  readonly extensions: { readonly nodes: readonly [{ readonly id: string }] };
}

async function idsOfEverything(): Promise<Readonly<Record<string, string>>> {
  const query = `query ($from: DateTime!, $to: DateTime!) {
    calls(from: $from, to: $to, first: 1, order: OLDEST_FIRST) { nodes { id notes { id } } }
    client { id } extensions { nodes { id } }
  }`;
  const { data } = await board.query<Everything>(query, DAY, { 'x-api-key': 'everything' });
  const call = data?.calls.nodes[0];
  return {
    Call: call?.id ?? '',
    Note: call?.notes[0].id ?? '',
    Client: data?.client.id ?? '',
    Extension: data?.extensions.nodes[0].id ?? '',
  };
}

type Path = readonly (string | number)[];
type Way = readonly [what: string, field: string, path: Path];

const RANGE = 'from: $from, to: $to';
const FIRST = `calls(${RANGE}, first: 1, order: OLDEST_FIRST)`;
const [{ uuid: CALL_UUID } = { uuid: '' }] = manyCalls(1, {
  from: '2025-03-12 08:00:00',
  to: '2025-03-12 18:00:00',
});

/** An entity by its global id, in each of the ways that accept one. */
function byId(type: string): readonly Way[] {
  return [
    ['node', 'node(id: $id) { id }', ['node']],
    ['nodes', 'nodes(ids: [$id]) { id }', ['nodes', 0]],
    [
      '_entities by id',
      `_entities(representations: [{ __typename: "${type}", id: $id }]) { __typename }`,
      ['_entities', 0],
    ],
  ];
}

function byKey(type: string, key: string, value: string): Way {
  const representation = `{ __typename: "${type}", ${key}: "${value}" }`;
  return [
    `_entities by ${key}`,
    `_entities(representations: [${representation}]) { __typename }`,
    ['_entities', 0],
  ];
}

const WAYS: Readonly<
  Record<Exclude<Scope, 'pii:read' | 'clients:write' | 'metrics:read' | 'debug:read'>, readonly Way[]>
> = {
  'extensions:read': [
    ['extensions', 'extensions { totalCount }', ['extensions']],
    ['extension', 'extension(sip: "acmeSIP107") { sip }', ['extension']],
    ['client.extensions', 'client { extensions { totalCount } }', ['client', 'extensions']],
    ['call.extension', `${FIRST} { nodes { extension { sip } } }`, ['calls', 'nodes', 0, 'extension']],
    [
      'agent.extension',
      `${FIRST} { nodes { agents { extension { sip } } } }`,
      ['calls', 'nodes', 0, 'agents', 0, 'extension'],
    ],
    [
      'callStatistics by extension',
      `callStatistics(${RANGE}, groupBy: EXTENSION) { groups { extension { sip } } }`,
      ['callStatistics'],
    ],
    ...byId('Extension'),
    byKey('Extension', 'sip', 'acmeSIP107'),
    ['_extensionsById', '_extensionsById(ids: [$id]) { sip }', ['_extensionsById', 0]],
    ['_extensionsBySip', '_extensionsBySip(sips: ["acmeSIP107"]) { sip }', ['_extensionsBySip', 0]],
  ],
  'clients:read': [
    ['client', 'client { name }', ['client']],
    ['clients', 'clients { name }', ['clients']],
    ['workspace.client', 'workspaces { client { name } }', ['workspaces', 0, 'client']],
    ['call.client', `${FIRST} { nodes { client { name } } }`, ['calls', 'nodes', 0, 'client']],
    ['extension.client', 'extension(sip: "acmeSIP107") { client { name } }', ['extension', 'client']],
    ...byId('Client'),
    byKey('Client', 'clientId', '12'),
    ['_clientsById', '_clientsById(ids: [$id]) { name }', ['_clientsById', 0]],
    ['_clientsByClientId', '_clientsByClientId(clientIds: ["12"]) { name }', ['_clientsByClientId', 0]],
  ],
  'calls:read': [
    ['calls', `calls(${RANGE}) { totalCount }`, ['calls']],
    ['call', `call(uuid: "${CALL_UUID}") { uuid }`, ['call']],
    ['callStatistics', `callStatistics(${RANGE}, groupBy: STATUS) { callCount }`, ['callStatistics']],
    ['client.calls', `client { calls(${RANGE}) { totalCount } }`, ['client', 'calls']],
    [
      'extension.calls',
      `extension(sip: "acmeSIP107") { calls(${RANGE}) { totalCount } }`,
      ['extension', 'calls'],
    ],
    ['note.call', '_notesById(ids: [$note]) { call { uuid } }', ['_notesById', 0, 'call']],
    ...byId('Call'),
    byKey('Call', 'uuid', CALL_UUID),
    ['_callsById', '_callsById(ids: [$id]) { uuid }', ['_callsById', 0]],
    ['_callsByUuid', `_callsByUuid(uuids: ["${CALL_UUID}"]) { uuid }`, ['_callsByUuid', 0]],
  ],
  'notes:read': [
    ['call.notes', `${FIRST} { nodes { notes { text } } }`, ['calls', 'nodes', 0, 'notes']],
    ['call.notes by id', '_callsById(ids: [$call]) { notes { text } }', ['_callsById', 0, 'notes']],
    ...byId('Note'),
    ['_notesById', '_notesById(ids: [$id]) { text }', ['_notesById', 0]],
  ],
};

/** The provider of each field that needs a scope, by the sandbox's routes. */
const ROUTES: Readonly<Record<string, string>> = {
  'extensions:read': 'GetExtensions',
  'clients:read': 'client',
  'calls:read': 'callHistory',
  'notes:read': 'notes',
};
const TYPES: Readonly<Record<string, string>> = {
  'extensions:read': 'Extension',
  'clients:read': 'Client',
  'calls:read': 'Call',
  'notes:read': 'Note',
};

function at(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), data);
}

// Red without enforceScopes (links and root fields) and without requireScopeOf (entities by id or key).
describe.each(Object.entries(WAYS))('without %s', (scope, ways) => {
  test.each(ways)('%s: %s is null with FORBIDDEN and without a provider request', async (_, field, path) => {
    const variables = { ...DAY, id: ids[TYPES[scope] ?? ''], note: ids['Note'], call: ids['Call'] };
    const declared = ['$from: DateTime!', '$to: DateTime!', '$id: ID!', '$note: ID!', '$call: ID!'];
    const used = declared.filter((variable) => new RegExp(`\\${variable.split(':')[0]}\\b`).test(field));
    const query = `query ${used.length > 0 ? `(${used.join(', ')})` : ''} { __typename ${field} }`;

    const allowed = await board.query(query, variables, { 'x-api-key': 'everything' });
    expect(allowed.errors).toBeUndefined();
    expect(at(allowed.data, path)).not.toBeNull();

    board.sandbox.clearRequests();
    // From the second time on, it is executed by a plan.
    for (let time = 0; time < 3; time += 1) {
      const refused = await board.query(query, variables, { 'x-api-key': `without ${scope}` });
      expect(at(refused.data, path)).toBeNull();
      expect(refused.data).toMatchObject({ __typename: 'Query' });
      expect(refused.errors).toMatchObject([
        { path, message: `The scope ${scope} is required.`, extensions: { code: 'FORBIDDEN' } },
      ]);
    }
    expect(board.sandbox.requests.map(({ route }) => route)).not.toContain(ROUTES[scope]);
  });
});

describe('updateClient', () => {
  const MUTATION =
    'mutation { updateClient(input: { timezone: "Europe/Moscow" }) { client { timezone } userErrors { code } } }';

  test('requires clients:write and sends no request without it', async () => {
    const { data, errors } = await board.query(MUTATION, {}, { 'x-api-key': 'without clients:write' });
    expect(data).toEqual({ updateClient: null });
    expect(errors).toMatchObject([{ path: ['updateClient'], extensions: { code: 'FORBIDDEN' } }]);
    expect(board.sandbox.requests).toEqual([]);
  });

  test('returns the client only with clients:read', async () => {
    const { data, errors } = await board.query(MUTATION, {}, { 'x-api-key': 'without clients:read' });
    expect(data).toEqual({ updateClient: { client: null, userErrors: [] } });
    expect(errors).toMatchObject([{ path: ['updateClient', 'client'], extensions: { code: 'FORBIDDEN' } }]);
  });
});
