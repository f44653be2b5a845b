import type { IncomingHttpHeaders } from 'node:http';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  composeSupergraph,
  startFederationGateway,
} from '../../../examples/company-graph/federation.gateway.js';
import { startHrSubgraph } from '../../../examples/company-graph/hr/hr.subgraph.js';
import type { Service } from '../../../examples/company-graph/service.js';
import { startStitchedGateway } from '../../../examples/company-graph/stitched.gateway.js';
import { dataSourceOf } from '../../../ops/gateway/switchboard-data-source.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { answerJson, startHttpServer, type TestServer } from '../../support/http-server.js';
import { ask } from './a-company-graph.js';

/* A caller's key and token are for Switchboard: a gateway must not send them to the subgraphs of other teams. */

const CALLER = { 'x-api-key': 'secret', authorization: 'Bearer secret', 'cache-control': 'no-cache' };
const QUERY = '{ employees(department: "Management") { name extension { name } } }';

let switchboard: Switchboard;
let employees: Service;
let seen: Readonly<Record<'switchboard' | 'hr', TestServer>>;

const GATEWAYS: readonly (readonly [name: string, start: () => Promise<Service>])[] = [
  ['Hive Gateway', async () => startFederationGateway(await supergraph(), 0)],
  ['@apollo/gateway', async () => startApolloGateway(await supergraph())],
  [
    'a stitched gateway',
    () =>
      startStitchedGateway(
        urlOf('switchboard'),
        [{ url: urlOf('hr'), keys: { Employee: 'id', Extension: 'sip' } }],
        0,
      ),
  ],
];

beforeAll(async () => {
  switchboard = await startSwitchboard();
  employees = await startHrSubgraph(0);
  seen = { switchboard: await recording(`${switchboard.url}/graphql`), hr: await recording(employees.url) };
});

afterAll(async () => {
  await Promise.all(Object.values(seen).map((server) => server.close()));
  await employees.close();
  await switchboard.close();
});

test.each(GATEWAYS)('%s forwards the caller’s headers to Switchboard only', async (_, start) => {
  const gateway = await start();
  const before = { switchboard: seen.switchboard.arrived.length, hr: seen.hr.arrived.length };
  const { data, errors } = await ask(gateway.url, QUERY, CALLER);
  await gateway.close();
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ employees: [{ extension: { name: expect.any(String) } }, {}] });
  expect(seen.switchboard.arrived.slice(before.switchboard).map(headersOf)).toEqual([CALLER]);
  expect(seen.hr.arrived.slice(before.hr).map(headersOf)).toEqual([{}]);
});

/** A server that passes on requests, without their headers, and records them. */
function recording(url: string): Promise<TestServer> {
  return startHttpServer(({ body }, response) => {
    const headers = { 'content-type': 'application/json' };
    void fetch(url, { method: 'POST', headers, body })
      .then((answer) => answer.text())
      .then((answer) => answerJson(response, answer));
  });
}

function urlOf(name: keyof typeof seen): string {
  return `${seen[name].url.href}graphql`;
}

function supergraph(): Promise<string> {
  return composeSupergraph({ switchboard: urlOf('switchboard'), hr: urlOf('hr') });
}

/** Those of the caller's headers that a request contains. */
function headersOf({ headers }: { readonly headers: IncomingHttpHeaders }) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name in CALLER));
}

async function startApolloGateway(supergraphSdl: string): Promise<Service> {
  const server = new ApolloServer<{ headers: IncomingHttpHeaders }>({
    gateway: new ApolloGateway({ supergraphSdl, buildService: dataSourceOf }),
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: 0 },
    context: ({ req }) => Promise.resolve({ headers: req.headers }),
  });
  return { url, close: () => server.stop() };
}
