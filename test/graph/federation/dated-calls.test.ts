import { composeServices } from '@apollo/composition';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { startFederationGateway } from '../../../examples/company-graph/federation.gateway.js';
import { readSdl } from '../../../examples/company-graph/sdl.js';
import { serveSchema, type Service } from '../../../examples/company-graph/service.js';
import { encodeGlobalId } from '../../../src/graph/relay/global-id.js';
import { startSwitchboard } from '../../support/a-switchboard.js';
import { aCall } from '../../support/builders.js';
import { upstreamRequests } from '../../support/upstream-requests.js';
import { ask } from './a-company-graph.js';

/*
 * A help desk that stores calls by their ids, and billing, which stores their uuid and start, beside a Switchboard
 * without an archive. The call is old and has no notes, so ccrm.pl alone can't locate it.
 */

const CALL = aCall({ callDate: '2025-01-20 09:00:00', duration: 368 });
const NOW = new Date('2026-03-01T00:00:00Z');
const LOCATION = { workspace: 'sandbox', uuid: CALL.uuid, localDate: CALL.callDate };
const ID = encodeGlobalId({ kind: 'Call', ...LOCATION });

const GATEWAYS = [
  ['Hive Gateway', (supergraph: string) => startFederationGateway(supergraph, 0)],
  ['@apollo/gateway', startApolloGateway],
] as const;

let helpDesk: Service;
let billing: Service;

beforeAll(async () => {
  helpDesk = await serve(
    `type Query { ticket: Ticket stray: Ticket } type Ticket { call: Call }
    type Call @key(fields: "id") { id: ID! }`,
    { ticket: { call: { id: ID } }, stray: { call: { id: 'nonsense' } } },
  );
  billing = await serve(
    `type Query { invoice: Invoice } type Invoice { call: Call } scalar DateTime
    type Call @key(fields: "uuid startedAt") { uuid: ID! startedAt: DateTime! }`,
    { invoice: { call: { uuid: CALL.uuid, startedAt: '2025-01-20T08:00:00Z' } } },
  );
});

afterAll(async () => {
  await helpDesk.close();
  await billing.close();
});

test.each(GATEWAYS)('through %s, a call is found by its id', async (_, start) => {
  const { answer, requests } = await askOnce(start, '{ ticket { call { durationSeconds } } }');
  expect(answer).toEqual({ data: { ticket: { call: { durationSeconds: 368 } } } });
  expect(requests).toEqual({ callHistory: 1 });
});

test.each(GATEWAYS)(
  'through %s, an unknown call is null only if it lacks a selected non-null field',
  async (name, start) => {
    const { answer } = await askOnce(
      start,
      '{ null: stray { call { startedAt } } key: stray { call { id destination } } }',
    );
    expect(answer.data).toEqual({
      null: { call: null },
      key: { call: { id: 'nonsense', destination: null } },
    });
    const paths = answer.errors?.map(({ path }) => path);
    expect(paths).toEqual(name === 'Hive Gateway' ? [['null', 'call', 'startedAt']] : undefined);
  },
);

// It chooses the shortest key, which doesn't contain the start of the call.
test('through @apollo/gateway, a call that has a start is requested by its uuid alone', async () => {
  const { answer } = await askOnce(startApolloGateway, '{ invoice { call { durationSeconds } } }');
  expect(answer.data).toEqual({ invoice: { call: null } });
  expect(answer.errors).toMatchObject([{ extensions: { code: 'CALL_NOT_LOCATED' } }]);
});

test('through Hive Gateway, a call that has a start is requested by both', async () => {
  const { answer } = await askOnce(
    (supergraph) => startFederationGateway(supergraph, 0),
    '{ invoice { call { durationSeconds } } }',
  );
  expect(answer).toEqual({ data: { invoice: { call: { durationSeconds: 368 } } } });
});

test.each(GATEWAYS)(
  'through %s, a call is found by its uuid and start if the published schema lacks the key uuid',
  async (_, start) => {
    // Follows docs/federation.md.
    const publish = (sdl: string) => sdl.replace(' @key(fields: "uuid")', '');
    const { answer, requests } = await askOnce(start, '{ invoice { call { durationSeconds } } }', publish);
    expect(answer).toEqual({ data: { invoice: { call: { durationSeconds: 368 } } } });
    expect(requests).toEqual({ callHistory: 1 });
  },
);

/** The response of a gateway over a Switchboard that has seen no call yet, and the upstream requests sent for it. */
async function askOnce(
  start: (supergraph: string) => Promise<Service>,
  query: string,
  publish = (sdl: string) => sdl,
) {
  await using switchboard = await startSwitchboard({ sandbox: { now: NOW, data: { calls: [CALL] } } });
  const urls = { switchboard: `${switchboard.url}/graphql`, helpDesk: helpDesk.url, billing: billing.url };
  const services = Object.entries(urls).map(async ([name, url]) => {
    const sdl = await readSdl(url, '_service');
    return { name, url, typeDefs: parse(name === 'switchboard' ? publish(sdl) : sdl) };
  });
  const { errors, supergraphSdl = '' } = composeServices(await Promise.all(services));
  expect(errors).toBeUndefined();
  const gateway = await start(supergraphSdl);
  try {
    return { answer: await ask(gateway.url, query), requests: upstreamRequests(switchboard.sandbox) };
  } finally {
    await gateway.close();
  }
}

async function startApolloGateway(supergraphSdl: string): Promise<Service> {
  const server = new ApolloServer({
    gateway: new ApolloGateway({ supergraphSdl }),
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
  return { url, close: () => server.stop() };
}

function serve(types: string, root: object): Promise<Service> {
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';
  const resolvers = {
    Query: Object.fromEntries(Object.entries(root).map(([name, value]) => [name, () => value])),
  };
  return serveSchema(buildSubgraphSchema([{ typeDefs: parse(`${link} ${types}`), resolvers }]), 0);
}
