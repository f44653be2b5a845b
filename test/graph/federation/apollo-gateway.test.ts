import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer, type GraphQLResponse } from '@apollo/server';
import { composeServices } from '@apollo/composition';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { readSdl } from '../../../examples/company-graph/sdl.js';
import { buildProgram } from '../../support/a-process.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { anApiKey, anAuth } from '../../support/an-api-key.js';

// Loading the gateway and compiling the program are slow on a machine that runs other suites.
const SCOPED_KEY = anApiKey('scoped', { workspaces: ['sandbox'], scopes: ['extensions:read'] });
const SETTINGS = { auth: anAuth([SCOPED_KEY]) };
const WITH_KEY = { 'x-api-key': 'scoped' };
const QUERY = '{ extension(speedDial: "107") { name } client { name } }';

let served: string;
let plain: string;
let printed: string;
let switchboard: Switchboard;

beforeAll(async () => {
  const guarded = await startSwitchboard(SETTINGS);
  served = await sdlOf(guarded);
  await guarded.close();
  switchboard = await startSwitchboard({ ...SETTINGS, federation: { authorization: false } });
  plain = await sdlOf(switchboard);
  printed = await printedBy('schema', '--federated', '--no-authorization');
});

afterAll(() => switchboard.close());

describe.each([
  ['the schema served with federation.authorization: false', () => plain],
  ['the output of `schema --federated --no-authorization`', () => printed],
])('@apollo/gateway with %s', (_, sdl) => {
  test('loads the supergraph and answers a query', async () => {
    const { body } = await askThroughGateway(sdl(), QUERY);
    expect(body).toMatchObject({
      singleResult: { data: { extension: { name: 'Obsługa klienta 1' }, client: null } },
    });
  });

  test('leaves the rejection of a field without its scope to Switchboard', async () => {
    const { body } = await askThroughGateway(sdl(), QUERY);
    expect(body).toMatchObject({
      singleResult: { errors: [{ path: ['client'], extensions: { code: 'FORBIDDEN' } }] },
    });
  });
});

test('with API keys, the schema has scopes, which @apollo/gateway can’t load', async () => {
  expect(served).toContain('@requiresScopes');
  await expect(askThroughGateway(served, QUERY)).rejects.toThrow(/requiresScopes|authenticated/);
});

test('both ways to omit the scopes give the schema of a server without authentication', async () => {
  await using open = await startSwitchboard();
  const sdl = await sdlOf(open);
  expect(plain).toBe(sdl);
  expect(printed).toBe(sdl);
});

function sdlOf({ url }: Switchboard): Promise<string> {
  return readSdl(`${url}/graphql`, '_service', WITH_KEY);
}

/** The output of the command in an environment with a key. */
async function printedBy(...command: readonly string[]): Promise<string> {
  const program = await buildProgram();
  try {
    const env = { AUTH_API_KEY_SHA256: SCOPED_KEY.sha256 };
    return (await promisify(execFile)(process.execPath, [program.main, ...command], { env })).stdout;
  } finally {
    program.kill();
  }
}

/** The response of a gateway over Switchboard alone that forwards the caller's key. */
async function askThroughGateway(sdl: string, query: string): Promise<GraphQLResponse> {
  const url = `${switchboard.url}/graphql`;
  const { supergraphSdl } = composeServices([{ name: 'switchboard', url, typeDefs: parse(sdl) }]);
  const gateway = new ApolloGateway({
    supergraphSdl: supergraphSdl ?? '',
    buildService: ({ url: address }) =>
      new RemoteGraphQLDataSource({
        url: address ?? '',
        willSendRequest: ({ request }) => request.http?.headers.set('x-api-key', 'scoped'),
      }),
  });
  const server = new ApolloServer({ gateway, stopOnTerminationSignals: false });
  await server.start();
  try {
    return await server.executeOperation({ query });
  } finally {
    await server.stop();
  }
}
