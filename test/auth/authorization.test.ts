import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Scope } from '../../src/domain/caller.js';
import { SCOPES } from '../../src/domain/caller.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { composers } from '../graph/federation/compose.js';
import { aCompany, DAY } from '../support/a-company.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';

const KEYS = new Map<string, readonly Scope[]>([
  ['everything', SCOPES],
  ['only-calls', ['calls:read']],
  ['only-extensions', ['extensions:read']],
  ['only-clients', ['clients:read']],
  ['no-notes', ['extensions:read', 'clients:read', 'calls:read']],
]);

const AUTH = anAuth([
  ...[...KEYS].map(([key, scopes], index) => anApiKey(key, { name: `name ${index}`, scopes })),
  anApiKey('other-workspace', { name: 'another name', workspaces: ['other'] }),
]);

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({
    sandbox: { data: aCompany([0]) },
    auth: AUTH,
    workspaces: (sandbox) => ['acme', 'other'].map((id) => ({ ...sandboxWorkspace(sandbox), id })),
  });
});
beforeEach(() => board.sandbox.clearRequests());
afterAll(() => board.close());

function as(key: string, query: string, variables: Readonly<Record<string, unknown>> = {}) {
  return board.query(query, variables, { 'x-api-key': key });
}

async function idsOfEverything(): Promise<Readonly<Record<string, string>>> {
  const query = `query ($from: DateTime!, $to: DateTime!) {
    calls(from: $from, to: $to) { nodes { id notes { id } } }
    extensions(first: 1) { nodes { id } }
    client { id }
  }`;
  const { data } = await board.query<{
    calls: { nodes: [{ id: string; notes: { id: string }[] }] };
    extensions: { nodes: [{ id: string }] };
    client: { id: string };
  }>(query, DAY, { 'x-api-key': 'everything' });
  const call = data?.calls.nodes.find(({ notes }) => notes.length > 0);
  return {
    Call: call?.id ?? '',
    Note: call?.notes[0]?.id ?? '',
    Extension: data?.extensions.nodes[0].id ?? '',
    Client: data?.client.id ?? '',
  };
}

describe('a request without a known key', () => {
  test.each([
    ['no key', {}],
    ['a wrong key', { 'x-api-key': 'guessed' }],
    ['an empty key', { 'x-api-key': '' }],
    ['the hash of a key', { 'x-api-key': AUTH.apiKeys[0]?.sha256 ?? '' }],
    ['a key sent as a bearer token', { authorization: 'Bearer everything' }],
  ])('gets status 401 UNAUTHENTICATED for any query: %s', async (_, headers) => {
    for (const query of ['{ __typename }', '{ _service { sdl } }', '{ clients { name } }']) {
      const response = await fetch(`${board.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    }
    expect(board.sandbox.requests).toEqual([]);
  });

  test('can read the health status and the playground page', async () => {
    expect((await fetch(`${board.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${board.url}/`, { headers: { accept: 'text/html' } })).status).not.toBe(401);
  });
});

describe('a field without its scope is null with FORBIDDEN; other fields are not affected', () => {
  test.each([
    ['only-extensions', 'calls(from: $from, to: $to) { totalCount }', 'calls'],
    ['only-calls', 'extensions { totalCount }', 'extensions'],
    ['only-calls', 'extension(sip: "acmeSIP107") { sip }', 'extension'],
    ['only-calls', 'client { name }', 'client'],
    ['only-calls', 'clients { name }', 'clients'],
    ['only-calls', 'call(uuid: "none") { uuid }', null],
    ['only-extensions', 'call(uuid: "e4baaa94-095a-41b3-b638-203dcfcfd3fe") { uuid }', 'call'],
  ])('the key %s requests %s', async (key, field, forbidden) => {
    const query = `query ($from: DateTime!, $to: DateTime!) { __typename ${field} range: __type(name: "Call") { name } }`;
    const used = query.includes('$from, to')
      ? query
      : query.replace('($from: DateTime!, $to: DateTime!)', '');
    const { data, errors } = await as(key, used, DAY);
    expect(data).toMatchObject({ __typename: 'Query', range: { name: 'Call' } });
    expect(errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual(
      forbidden === null ? undefined : [[[forbidden], 'FORBIDDEN']],
    );
    if (forbidden !== null) expect(board.sandbox.requests).toEqual([]);
  });

  test('links between entities also require their scopes', async () => {
    const query = `query ($from: DateTime!, $to: DateTime!) {
      calls(from: $from, to: $to, first: 1) {
        nodes { uuid hasNotes notes { text } extension { sip } client { name } agents { internalNumber extension { sip } } }
      }
    }`;
    const { data, errors } = await as('only-calls', query, DAY);
    expect(data).toMatchObject({ calls: { nodes: [{ notes: null, extension: null, client: null }] } });
    expect(new Set(errors?.map(({ extensions }) => extensions?.['code']))).toEqual(new Set(['FORBIDDEN']));
    expect(board.sandbox.requests.map(({ route }) => route)).toEqual(['callHistory']);
  });

  test.each(['Call', 'Note', 'Extension', 'Client'])('node, nodes and _entities for a %s', async (type) => {
    const id = (await idsOfEverything())[type];
    const wrongKey = type === 'Call' ? 'only-extensions' : 'only-calls';
    board.sandbox.clearRequests();
    const query = `query ($id: ID!, $of: [_Any!]!) { node(id: $id) { id } nodes(ids: [$id]) { id } _entities(representations: $of) { __typename } }`;
    const { data, errors } = await as(wrongKey, query, { id, of: [{ __typename: type, id }] });
    expect(data).toEqual({ node: null, nodes: [null], _entities: [null] });
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(Array(3).fill('FORBIDDEN'));
    expect(board.sandbox.requests).toEqual([]);
  });

  test('lists for stitched gateways contain null items', async () => {
    const query =
      '{ _extensionsBySip(sips: ["acmeSIP107"]) { sip } _clientsByClientId(clientIds: ["12"]) { name } }';
    const { data } = await as('only-calls', query);
    expect(data).toEqual({ _extensionsBySip: [null], _clientsByClientId: [null] });
    expect(board.sandbox.requests).toEqual([]);
  });

  test('clients:read does not permit updating a client', async () => {
    const query = 'mutation { updateClient(input: { timezone: "Europe/Berlin" }) { client { timezone } } }';
    const { data, errors } = await as('only-clients', query);
    expect(data).toEqual({ updateClient: null });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(board.sandbox.requests).toEqual([]);
  });
});

describe('another caller’s workspace', () => {
  test('is indistinguishable from a workspace that doesn’t exist', async () => {
    const ids = Object.values(await idsOfEverything());
    board.sandbox.clearRequests();
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } clients { id } }';
    expect((await as('other-workspace', query, { ids })).data?.['nodes']).toEqual(ids.map(() => null));
    const named = await as('other-workspace', '{ client(workspace: "acme") { id } }');
    const unknown = await as('other-workspace', '{ client(workspace: "nowhere") { id } }');
    expect(named).toEqual(unknown);
    expect(named.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

test('the subgraph SDL declares the required scopes only if authentication is enabled', async () => {
  const service = '{ _service { sdl } }';
  const { data } = await board.query<{ _service: { sdl: string } }>(
    service,
    {},
    { 'x-api-key': 'only-calls' },
  );
  const sdl = data?._service.sdl ?? '';
  expect(sdl).toMatch(/type Note @requiresScopes\(scopes: \[\["notes:read"\]\]\) @authenticated/);
  expect(sdl).toMatch(
    /: UpdateClientPayload @requiresScopes\(scopes: \[\["clients:write"\]\]\) @authenticated/,
  );
  for (const [, compose] of composers) expect(compose({ switchboard: sdl })).toEqual([]);

  await using open = await startSwitchboard({ sandbox: { data: aCompany([]) } });
  const answer = await open.query<{ _service: { sdl: string } }>(service);
  expect(answer.data?._service.sdl).not.toMatch(/authenticated|requiresScopes/);
});

test('keys and their hashes are never logged', () => {
  const log = JSON.stringify(board.log);
  for (const { sha256 } of AUTH.apiKeys) expect(log).not.toContain(sha256);
  for (const key of [...KEYS.keys(), 'other-workspace']) expect(log).not.toContain(key);
});
