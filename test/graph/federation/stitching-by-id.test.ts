import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { serveSchema, type Service } from '../../../examples/company-graph/service.js';
import { startStitchedGateway } from '../../../examples/company-graph/stitched.gateway.js';
import { aClient, anExtension } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { upstreamRequests } from '../../support/upstream-requests.js';
import { ask } from './a-company-graph.js';
import { idsOf } from './an-entity-query.js';

/* An inventory of phones that stores Switchboard's ids, in one graph with it through a stitching gateway. */

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { phones: [Phone!]! }
  type Phone @key(fields: "id") { id: ID! extension: Extension owner: Client }
  type Extension @key(fields: "id") { id: ID! desk: String }
  type Client @key(fields: "id") { id: ID! phoneCount: Int }
`);

let switchboard: Switchboard;
let inventory: Service;
let gateway: Service;

beforeAll(async () => {
  const extensions = ['sip1', 'sip2'].map((SIP, index) => anExtension({ SIP, SpeedDial: `20${index}` }));
  switchboard = await startSwitchboard({ sandbox: { data: { client: aClient(), extensions } } });
  const ids = await idsOf(switchboard, 'extensions');
  const { data } = await switchboard.query<{ client: { id: string } }>('{ client { id } }');
  const owner = { id: data?.client.id };
  const resolvers = {
    Query: {
      phones: () => [...ids, 'nonsense'].map((id, index) => ({ id: `P-${index}`, extension: { id }, owner })),
    },
    Extension: { desk: () => 'by the window' },
    Client: { phoneCount: () => 3 },
  };
  inventory = await serveSchema(buildSubgraphSchema([{ typeDefs, resolvers }]), 0);
  const subgraphs = [{ url: inventory.url, keys: { Phone: 'id', Extension: 'id', Client: 'id' } }];
  gateway = await startStitchedGateway(`${switchboard.url}/graphql`, subgraphs, 0);
});

afterAll(async () => {
  await gateway.close();
  await inventory.close();
  await switchboard.close();
});

beforeEach(() => switchboard.sandbox.clearRequests());

test('extensions and clients that another service references by id have Switchboard’s fields', async () => {
  const { data } = await ask(gateway.url, '{ phones { extension { sip desk } owner { clientId } } }');
  const owner = { clientId: '12' };
  expect(data).toEqual({
    phones: [
      { extension: { sip: 'sip1', desk: 'by the window' }, owner },
      { extension: { sip: 'sip2', desk: 'by the window' }, owner },
      { extension: null, owner },
    ],
  });
  expect(upstreamRequests(switchboard.sandbox)).toEqual({ GetExtensions: 1, client: 1 });
});

test('extensions and clients from Switchboard have the other service’s fields', async () => {
  const query = '{ extension(sip: "sip2") { name desk } client { name phoneCount } }';
  expect(await ask(gateway.url, query)).toEqual({
    data: {
      extension: { name: expect.any(String), desk: 'by the window' },
      client: { name: expect.any(String), phoneCount: 3 },
    },
  });
  expect(upstreamRequests(switchboard.sandbox)).toEqual({ GetExtensions: 1, client: 1 });
});

// Red without the check: the gateway takes the field from the service that only requires it, as null without an error.
test('a service with @external fields can’t be stitched', async () => {
  const requiring = parse(`
    extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires"])
    type Query { plates: [String!] }
    type Extension @key(fields: "id") {
      id: ID!
      speedDial: String @external
      plate: String @requires(fields: "speedDial")
    }
  `);
  const plates = await serveSchema(buildSubgraphSchema([{ typeDefs: requiring }]), 0);
  const subgraphs = [{ url: plates.url, keys: { Extension: 'id' } }];
  await expect(startStitchedGateway(`${switchboard.url}/graphql`, subgraphs, 0)).rejects.toThrow('@external');
  await plates.close();
});
