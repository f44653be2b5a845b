import { createServer } from 'node:http';
import { once } from 'node:events';
import {
  ApolloServer,
  type GraphQLRequestContextResponseForOperation,
  type GraphQLResponse,
} from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { stitchSchemas } from '@graphql-tools/stitch';
import { execute, parse, subscribe, type FormattedExecutionResult } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { EmbeddedGraph, Grant } from '../../src/index.js';
import { MAX_ERRORS } from '../../src/operations/validation-rules.js';
import { aCall, anExtension, numberedUuid } from '../support/builders.js';
import { upstreamRequests } from '../support/upstream-requests.js';
import { embed, type Embedded } from './an-embedded-switchboard.js';

/* The graph in servers of other programs, which identify their callers by a header of their own. */

const EXTENSION = anExtension({ SIP: 'sip1' });
const CALLS = Array.from({ length: 3 }, (_, index) => aCall({ uuid: numberedUuid(index) }));
const GRANTS: ReadonlyMap<string, Grant> = new Map([
  ['everything', grant(['extensions:read', 'calls:read', 'notes:read', 'clients:read'])],
  ['masked', { ...grant(['extensions:read', 'calls:read']), maskPersonalData: true }],
  ['extensions', grant(['extensions:read'])],
]);

const NO_SUBSCRIPTIONS = {
  message: 'Only Switchboard’s own server supports subscriptions.',
  extensions: { code: 'BAD_USER_INPUT' },
};

interface Caller {
  readonly caller: Grant;
}

interface Served {
  readonly url: string;
  close(): Promise<void>;
}

let embedded: Embedded;
let graph: EmbeddedGraph;

beforeAll(async () => {
  embedded = await embed(
    { extensions: [EXTENSION], calls: CALLS },
    { cache: { maxStale: 3600, ttl: { extensions: 0, closedCalls: 0 } }, limits: { requests: 100 } },
  );
  graph = await embedded.switchboard.graph();
});

afterAll(async () => {
  await embedded[Symbol.asyncDispose]();
});

beforeEach(() => {
  embedded.sandbox.clearRequests();
  embedded.sandbox.behaviour.faults = [];
});

describe.each([
  ['Apollo Server', serveWithApollo],
  ['Yoga', serveWithYoga],
])('%s', (_, serve) => {
  let served: Served;

  beforeAll(async () => {
    served = await serve();
  });
  afterAll(async () => {
    await served.close();
  });

  async function ask(query: string, caller = 'everything'): Promise<FormattedExecutionResult> {
    const response = await fetch(served.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-caller': caller },
      body: JSON.stringify({ query }),
    });
    return JSON.parse(await response.text());
  }

  test('answers a query from the providers', async () => {
    const query = `{
      extension(sip: "sip1") { name }
      calls(from: "2025-03-12T00:00:00Z", to: "2025-03-13T00:00:00Z") { nodes { uuid } }
    }`;
    const { data, errors } = await ask(query);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      extension: { name: EXTENSION.Name },
      calls: { nodes: CALLS.toReversed().map(({ uuid }) => ({ uuid })) },
    });
    expect(upstreamRequests(embedded.sandbox)).toEqual({ GetExtensions: 1, callHistory: 1 });
  });

  test('returns error codes next to the data', async () => {
    embedded.sandbox.behaviour.faults = [{ provider: 'ringme', status: 500 }];
    const { data, errors } = await ask(`{ client { name } call(uuid: "${numberedUuid(99)}") { uuid } }`);
    expect(data).toEqual({ client: null, call: null });
    const codes = errors?.map(({ path, extensions }) => [String(path), extensions?.['code']] as const);
    expect(new Map(codes)).toEqual(
      new Map([
        ['client', 'UPSTREAM_UNAVAILABLE'],
        ['call', 'CALL_NOT_LOCATED'],
      ]),
    );
  });

  test('lists stale data in `extensions`', async () => {
    await ask('{ extensions { nodes { sip } } }');
    embedded.sandbox.behaviour.faults = [{ provider: 'voicenter', status: 500 }];
    const { data, extensions } = await ask('{ extensions { nodes { sip } } }');
    expect(data).toEqual({ extensions: { nodes: [{ sip: 'sip1' }] } });
    expect(extensions?.['stale']).toMatchObject([{ provider: 'voicenter', workspace: 'acme' }]);
  });

  test('applies each caller’s own rights', async () => {
    const query = `{
      extension(sip: "sip1") { speedDial }
      calls(from: "2025-03-12T00:00:00Z", to: "2025-03-13T00:00:00Z", first: 1) {
        nodes { externalParty { phone { formatted } } }
      }
    }`;
    const { data, errors } = await ask(query, 'extensions');
    expect(data).toEqual({ extension: { speedDial: EXTENSION.SpeedDial }, calls: null });
    expect(errors).toMatchObject([{ path: ['calls'], extensions: { code: 'FORBIDDEN' } }]);
    expect(JSON.stringify(await ask(query, 'masked'))).toContain('***');
    expect(JSON.stringify(await ask(query))).not.toContain('***');
  });

  test('rejects a query that may cost too much before sending any upstream request', async () => {
    const { errors } = await ask(`{
      calls(from: "2025-03-12T00:00:00Z", to: "2025-03-13T00:00:00Z", first: 1000) { nodes { notes { text } } }
    }`);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', limit: { name: 'requests' } } }]);
    expect(upstreamRequests(embedded.sandbox)).toEqual({});
  });

  test('rejects subscriptions', async () => {
    const { data, errors } = await ask('subscription { callAdded { id } }');
    expect(data ?? null).toBeNull();
    expect(errors).toMatchObject([NO_SUBSCRIPTIONS]);
  });

  test('rejects documents that exceed the limits', async () => {
    const aliases = Array.from({ length: 200 }, (_, index) => `a${index}: __typename`).join(' ');
    const { errors } = await ask(`{ ${aliases} }`);
    expect(errors?.[0]?.message).toMatch(/aliases|root/);
  });
});

test('`execute` returns BAD_USER_INPUT for missing variables, and logs nothing', async () => {
  const document = parse('query ($sip: ID!) { extension(sip: $sip) { name } }');
  const result = await graph.execute({ document }, { caller: 'ANYONE' });
  expect(result.errors?.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
  expect(result.data).toBeUndefined();
});

// Red if the code is that of invalid variables: `/graphql` tells the two apart.
test.each([
  ['query A { __typename }', 'B', 'Unknown operation named "B".'],
  ['query A { __typename } query B { __typename }', null, /^Must provide operation name/],
])('`execute` returns OPERATION_RESOLUTION_FAILURE for %s and the name %p', async (text, name, message) => {
  const request = { document: parse(text), operationName: name };
  const { data, errors } = await graph.execute(request, { caller: 'ANYONE' });
  expect(data).toBeUndefined();
  expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['OPERATION_RESOLUTION_FAILURE']);
  expect(errors?.[0]?.message).toMatch(message);
});

test.each(['callAdded', 'callChanged'])('`execute` rejects a subscription to %s', async (field) => {
  const document = parse(`subscription { ${field} { id } }`);
  const { data, errors } = await graph.execute({ document }, { caller: 'ANYONE' });
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ ...NO_SUBSCRIPTIONS, path: [field] }]);
});

test('a subscription to calls through a larger schema is rejected', async () => {
  const schema = stitchSchemas({ subschemas: [{ schema: graph.schema }] });
  const operation = graph.openOperation({ caller: 'ANYONE' });
  const document = parse('subscription { callAdded { id } }');
  const result = await subscribe({ schema, document, contextValue: operation.context });
  operation.close();
  expect(result).toMatchObject({ errors: [NO_SUBSCRIPTIONS] });
});

test.each([
  ['no caller', {}],
  ['null as the caller', { caller: null }],
  ['a string other than ANYONE', { caller: 'anyone' }],
  ['no workspaces', { caller: { scopes: ['extensions:read'], maskPersonalData: true } }],
])('`execute` returns an error if JavaScript passes %s', async (_, given) => {
  const options = Object.assign({ caller: grant([]) }, { caller: undefined }, given);
  const document = parse('{ extension(sip: "sip1") { name } }');
  const result = await graph.execute({ document }, options);
  expect(result.data ?? null).toBeNull();
  expect(result.errors?.map(({ extensions }) => extensions['code'])).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(upstreamRequests(embedded.sandbox)).toEqual({});
});

test('a grant without maskPersonalData masks personal data', async () => {
  const document = parse('{ extension(sip: "sip1") { user { email } } }');
  const unclear = Object.assign(grant(['extensions:read']), { maskPersonalData: undefined });
  const masked = await graph.execute({ document }, { caller: unclear });
  const clear = await graph.execute({ document }, { caller: grant(['extensions:read']) });
  expect(JSON.stringify(clear.data)).toContain(EXTENSION.UserEmail);
  expect(masked.errors).toBeUndefined();
  expect(JSON.stringify(masked.data)).not.toContain(EXTENSION.UserEmail);
});

test('`execute` names the invalid variable and the path of the invalid value', async () => {
  const document = parse('query ($filter: CallFilter) { calls(filter: $filter) { totalCount } }');
  const variables = { filter: { direction: ['INBOUND', 'IN'] } };
  const { errors } = await graph.execute({ document, variableValues: variables }, { caller: 'ANYONE' });
  expect(errors?.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Variable "\$filter" got invalid value "IN" at "filter\.direction\[1\]";/),
  ]);
});

// Red with graphql-js' own limit: 50 errors.
test('`execute` reports as few invalid values as the server does, and that there are more', async () => {
  const document = parse('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }');
  const variableValues = { ids: Array(100).fill({}) };
  const { errors } = await graph.execute({ document, variableValues }, { caller: 'ANYONE' });
  expect(errors).toHaveLength(MAX_ERRORS + 1);
});

test('the schema works as part of a larger one, with the context of an operation', async () => {
  const schema = stitchSchemas({
    subschemas: [{ schema: graph.schema }],
    typeDefs: 'extend type Query { greeting: String }',
    resolvers: { Query: { greeting: () => 'hello' } },
  });
  const document = parse('{ greeting extension(sip: "sip1") { name } client { name } }');
  embedded.sandbox.behaviour.faults = [{ provider: 'ringme', status: 500 }];
  const operation = graph.openOperation({ caller: 'ANYONE' });
  operation.check({ document: parse('{ extension(sip: "sip1") { name } }') });
  const result = operation.finish(await execute({ schema, document, contextValue: operation.context }));
  operation.close();
  expect(result.data).toEqual({ greeting: 'hello', extension: { name: EXTENSION.Name }, client: null });
  expect(result.errors?.map(({ extensions }) => extensions['code'])).toEqual(['UPSTREAM_UNAVAILABLE']);
});

test('an operation whose caller has aborted sends no upstream request', async () => {
  const document = parse(
    '{ calls(from: "2025-01-01T00:00:00Z", to: "2025-01-02T00:00:00Z") { nodes { uuid } } }',
  );
  const result = await graph.execute({ document }, { caller: 'ANYONE', signal: AbortSignal.abort() });
  expect(result.data).toEqual({ calls: null });
  expect(upstreamRequests(embedded.sandbox)).toEqual({});
});

async function serveWithApollo(): Promise<Served> {
  const server = new ApolloServer<Caller>({
    schema: graph.schema,
    validationRules: [...graph.validationRules],
    stopOnTerminationSignals: false,
    plugins: [
      { requestDidStart: () => Promise.resolve({ responseForOperation: answerWithSwitchboard }) },
      ApolloServerPluginInlineTraceDisabled(),
    ],
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: 0 },
    context: ({ req }) => Promise.resolve({ caller: callerOf(req.headers['x-caller']) }),
  });
  return { url, close: () => server.stop() };
}

async function answerWithSwitchboard({
  document,
  operationName,
  request: { variables },
  contextValue: { caller },
  response: { http },
}: GraphQLRequestContextResponseForOperation<Caller>): Promise<GraphQLResponse> {
  const { errors, ...result } = await graph.execute(
    { document, operationName, variableValues: variables },
    { caller },
  );
  const singleResult = { ...result, ...(errors && { errors: errors.map((error) => error.toJSON()) }) };
  return { http, body: { kind: 'single', singleResult } };
}

async function serveWithYoga(): Promise<Served> {
  const executeForCaller: Plugin<Caller> = {
    onValidate({ addValidationRule }) {
      for (const rule of graph.validationRules) addValidationRule(rule);
    },
    onExecute({ args: { document, operationName, variableValues, contextValue }, setExecuteFn }) {
      const { caller, request } = contextValue;
      setExecuteFn(() =>
        graph.execute({ document, operationName, variableValues }, { caller, signal: request.signal }),
      );
    },
  };
  const yoga = createYoga<object, Caller>({
    schema: graph.schema,
    context: ({ request }) => ({ caller: callerOf(request.headers.get('x-caller')) }),
    plugins: [executeForCaller],
    logging: false,
  });
  const server = createServer((request, response) => void yoga(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    async close() {
      server.close();
      server.closeAllConnections();
      await yoga.dispose();
    },
  };
}

function callerOf(name: unknown): Grant {
  return GRANTS.get(String(name)) ?? grant([]);
}

function grant(scopes: Grant['scopes']): Grant {
  return { workspaces: ['acme'], scopes, maskPersonalData: false };
}
