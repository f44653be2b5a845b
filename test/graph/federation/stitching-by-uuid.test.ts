import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { serveSchema, type Service } from '../../../examples/company-graph/service.js';
import { startStitchedGateway } from '../../../examples/company-graph/stitched.gateway.js';
import { aCall, aNote, numberedUuid } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { upstreamRequests } from '../../support/upstream-requests.js';
import { ask } from './a-company-graph.js';

/*
 * A help desk that stores only the uuid of the call behind each ticket, in one graph with Switchboard through a
 * stitching gateway.
 */

const CALL = aCall({ note: 1 });
const TICKETS = [
  { id: 'T-1', call: { uuid: CALL.uuid } },
  { id: 'T-2', call: { uuid: numberedUuid(999) } },
];

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { tickets: [Ticket!]! }
  type Ticket @key(fields: "id") { id: ID! call: Call }
  type Call @key(fields: "uuid") { uuid: ID! ticketCount: Int }
`);
const resolvers = {
  Query: { tickets: () => TICKETS },
  Call: { __resolveReference: ({ uuid }: { readonly uuid: string }) => ({ uuid, ticketCount: 1 }) },
};

let switchboard: Switchboard;
let tickets: Service;
let gateway: Service;

beforeAll(async () => {
  const data = { calls: [CALL], notes: { [CALL.uuid]: [aNote()] } };
  switchboard = await startSwitchboard({ sandbox: { data } });
  tickets = await serveSchema(buildSubgraphSchema([{ typeDefs, resolvers }]), 0);
  const subgraphs = [{ url: tickets.url, keys: { Ticket: 'id', Call: 'uuid' } }];
  gateway = await startStitchedGateway(`${switchboard.url}/graphql`, subgraphs, 0);
});

afterAll(async () => {
  await gateway.close();
  await tickets.close();
  await switchboard.close();
});

beforeEach(() => switchboard.sandbox.clearRequests());

test('a call that another service references by uuid has Switchboard’s fields', async () => {
  const { data, errors } = await ask(gateway.url, '{ tickets { id call { uuid startedAt } } }');
  expect(data).toEqual({
    tickets: [
      { id: 'T-1', call: { uuid: CALL.uuid, startedAt: '2025-03-12T10:24:57Z' } },
      { id: 'T-2', call: null },
    ],
  });
  expect(errors).toMatchObject([{ extensions: { code: 'CALL_NOT_LOCATED' } }]);
  expect(upstreamRequests(switchboard.sandbox)).toEqual({ notes: 2, callHistory: 1 });
});

test('a call from Switchboard has the other service’s fields', async () => {
  const range = 'from: "2025-03-12T10:00:00Z", to: "2025-03-12T11:00:00Z"';
  expect(await ask(gateway.url, `{ calls(${range}) { nodes { startedAt ticketCount } } }`)).toEqual({
    data: { calls: { nodes: [{ startedAt: '2025-03-12T10:24:57Z', ticketCount: 1 }] } },
  });
});
