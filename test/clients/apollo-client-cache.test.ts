import { ApolloClient, gql, HttpLink, InMemoryCache, type TypedDocumentNode } from '@apollo/client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { buildSchema, getNamedType, isObjectType } from 'graphql';
import { readFileSync } from 'node:fs';
import { connectionPolicies } from '../../examples/front-end/connection-policy.js';
import introspection from '../../examples/front-end/generated/possible-types.js';
import { blocksOf } from '../docs/pages.js';
import { manyCalls } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';

/* How Apollo Client handles Switchboard's responses with the cache of examples/front-end. */

interface Page {
  readonly calls: {
    readonly pageInfo: { readonly endCursor: string | null };
    readonly edges: readonly { readonly node: { readonly id: string } }[];
  } | null;
}

interface Variables {
  readonly after?: string | null;
  readonly first?: number;
}

const PAGE: TypedDocumentNode<Page, Variables> = gql`
  query Page($after: String, $first: Int = 3) {
    calls(from: "2025-03-12T10:00:00Z", to: "2025-03-12T11:00:00Z", first: $first, after: $after) {
      pageInfo {
        endCursor
        hasNextPage
      }
      edges {
        node {
          id
        }
      }
    }
  }
`;

let board: Switchboard;
let client: ApolloClient;

beforeAll(async () => {
  const calls = manyCalls(5, { from: '2025-03-12 11:00:00', to: '2025-03-12 12:00:00' });
  board = await startSwitchboard({ sandbox: { data: { calls } } });
});
afterAll(() => board.close());

beforeEach(() => {
  board.sandbox.behaviour.faults = [];
  client = new ApolloClient({
    link: new HttpLink({ uri: `${board.url}/graphql` }),
    cache: new InMemoryCache({
      possibleTypes: introspection.possibleTypes,
      typePolicies: connectionPolicies,
    }),
  });
});
afterEach(() => {
  client.stop();
});

test('during an outage, the response and the cache have null with an error, not an empty list', async () => {
  board.sandbox.behaviour.faults = [{ provider: 'ccrm', status: 503 }];
  const { data, error } = await ask();
  expect(data).toEqual({ calls: null });
  expect(error?.message).toBe('The provider answered with a server error.');
  expect(client.readQuery({ query: PAGE })).toEqual({ calls: null });
});

test('after an outage, the calls are returned without an error', async () => {
  board.sandbox.behaviour.faults = [{ provider: 'ccrm', status: 503 }];
  await ask();
  board.sandbox.behaviour.faults = [];
  const { data, error } = await ask();
  expect(error).toBeUndefined();
  expect(data?.calls?.edges).toHaveLength(3);
});

test('a later page that fails returns an error and keeps the cached pages', async () => {
  const first = await ask();
  const variables = { after: first.data?.calls?.pageInfo.endCursor ?? null };
  board.sandbox.behaviour.faults = [{ provider: 'ccrm', status: 503 }];
  const { error } = await ask(variables);
  expect(error).toBeDefined();
  expect(client.readQuery({ query: PAGE })?.calls?.edges).toHaveLength(3);
  board.sandbox.behaviour.faults = [];
  await ask(variables);
  expect(client.readQuery({ query: PAGE })?.calls?.edges).toHaveLength(5);
});

test('a page that arrives after its list was restarted is ignored, so that no page is missing', async () => {
  const first = 2;
  const second = { first, after: (await ask({ first })).data?.calls?.pageInfo.endCursor ?? null };
  const third = { first, after: (await ask(second)).data?.calls?.pageInfo.endCursor ?? null };
  const late = await client.query({ query: PAGE, variables: third, fetchPolicy: 'no-cache' });
  await ask({ first });
  if (late.data === undefined) throw new Error('There is no third page.');
  client.writeQuery({ query: PAGE, variables: third, data: late.data });
  const list = client.readQuery({ query: PAGE });
  expect(list?.calls?.edges).toHaveLength(2);
  expect(list?.calls?.pageInfo.endCursor).toBe(second.after);
  await ask(second);
  await ask(third);
  const ids = client.readQuery({ query: PAGE })?.calls?.edges.map(({ node }) => node.id);
  expect(ids).toHaveLength(5);
  expect(new Set(ids).size).toBe(5);
});

test('every connection of the schema has the policy', () => {
  const schema = buildSchema(readFileSync('schema/switchboard.graphql', 'utf8'));
  const connections = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
        .map((field) => `${type.name}.${field.name}`),
    );
  const covered = Object.entries(connectionPolicies).flatMap(([type, { fields }]) =>
    Object.keys(fields).map((field) => `${type}.${field}`),
  );
  expect(covered.sort()).toEqual(connections.sort());
});

test('docs/clients.md shows the actual policy', () => {
  const shown = blocksOf('docs/clients.md').find(({ info }) => info === 'src/connection-policy.ts');
  expect(shown?.text).toBe(readFileSync('examples/front-end/connection-policy.ts', 'utf8'));
});

/** Always queries the server, and accepts data that arrives with errors. */
function ask(variables: Variables = {}) {
  return client.query({ query: PAGE, variables, errorPolicy: 'all', fetchPolicy: 'network-only' });
}
