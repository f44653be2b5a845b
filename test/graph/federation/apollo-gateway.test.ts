import { execFile } from 'node:child_process';
import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { composeServices } from '@apollo/composition';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { readSdl } from '../../../examples/company-graph/sdl.js';
import { dataSourceOf } from '../../../ops/gateway/switchboard-data-source.js';
import { blocksOf } from '../../docs/pages.js';
import { buildProgram } from '../../support/a-process.js';
import { startSwitchboard, type GraphQLAnswer, type Switchboard } from '../../support/a-switchboard.js';
import { anApiKey, anAuth } from '../../support/an-api-key.js';
import { ask } from './a-company-graph.js';

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
  const ttl = { extensions: 60 };
  switchboard = await startSwitchboard({ ...SETTINGS, ttl, federation: { authorization: false } });
  plain = await sdlOf(switchboard);
  printed = await printedBy('schema', '--federated', '--no-authorization');
});

afterAll(() => switchboard.close());

describe.each([
  ['the schema served with federation.authorization: false', () => plain],
  ['the output of `schema --federated --no-authorization`', () => printed],
])('@apollo/gateway with %s', (_, sdl) => {
  test('loads the supergraph and answers a query', async () => {
    expect(await askThroughGateway(sdl(), QUERY)).toMatchObject({
      data: { extension: { name: 'Obsługa klienta 1' }, client: null },
    });
  });

  test('leaves the rejection of a field without its scope to Switchboard', async () => {
    expect(await askThroughGateway(sdl(), QUERY)).toMatchObject({
      errors: [{ path: ['client'], extensions: { code: 'FORBIDDEN' } }],
    });
  });
});

describe('a request that Switchboard refuses has the code and message of Switchboard, not only the status', () => {
  test.each([
    ['without a key', {}, QUERY, 'UNAUTHENTICATED', 'The request needs an API key (x-api-key).'],
    ['with an unknown key', { 'x-api-key': 'nobody' }, QUERY, 'UNAUTHENTICATED', 'Unknown API key.'],
    [
      'with an invalid argument',
      WITH_KEY,
      '{ calls(from: "today") { totalCount } }',
      'GRAPHQL_VALIDATION_FAILED',
      expect.stringContaining('RFC 3339'),
    ],
  ])('%s', async (_, headers, query, code, message) => {
    const { errors } = await askThroughGateway(plain, query, headers);
    expect(errors).toMatchObject([{ message, extensions: { code } }]);
    expect(JSON.stringify(errors)).not.toContain(switchboard.url);
  });
});

// Red with the data source's default, which passes Switchboard's max-age on without its Vary.
test('a browser must not cache a response of the gateway: another key would get it, too', async () => {
  const search = new URLSearchParams({ query: '{ extension(speedDial: "107") { name } }' }).toString();
  const headers = { ...WITH_KEY, 'apollo-require-preflight': 'true' };
  const response = await throughGateway(plain, (url) => fetch(`${url}?${search}`, { headers }));
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('docs/federation.md shows the actual data source', () => {
  const shown = blocksOf('docs/federation.md').find(({ info }) => info === 'switchboard-data-source.ts');
  expect(shown?.text).toBe(readFileSync('ops/gateway/switchboard-data-source.ts', 'utf8'));
});

test('with API keys, the schema has scopes, which @apollo/gateway can’t load', async () => {
  expect(served).toContain('@requiresScopes');
  await expect(askThroughGateway(served, QUERY)).rejects.toThrow(/requiresScopes|authenticated/);
});

test.each(['_service', '_sdl'] as const)(
  'without a key, reading %s rejects with the reason',
  async (field) => {
    await expect(readSdl(`${switchboard.url}/graphql`, field)).rejects.toThrow(
      'needs an API key (x-api-key)',
    );
  },
);

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

/** The response of a gateway over Switchboard alone that forwards the caller's headers. */
function askThroughGateway(
  sdl: string,
  query: string,
  headers: Readonly<Record<string, string>> = WITH_KEY,
): Promise<GraphQLAnswer<unknown>> {
  return throughGateway(sdl, (url) => ask(url, query, headers));
}

async function throughGateway<T>(sdl: string, send: (url: string) => Promise<T>): Promise<T> {
  const { supergraphSdl } = composeServices([
    { name: 'switchboard', url: `${switchboard.url}/graphql`, typeDefs: parse(sdl) },
  ]);
  const gateway = new ApolloGateway({ supergraphSdl: supergraphSdl ?? '', buildService: dataSourceOf });
  const server = new ApolloServer<{ headers: IncomingHttpHeaders }>({
    gateway,
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: 0 },
    context: ({ req }) => Promise.resolve({ headers: req.headers }),
  });
  try {
    return await send(url);
  } finally {
    await server.stop();
  }
}
