import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { SCOPES } from '../../src/domain/caller.js';
import { sha256 } from '../../src/operations/trusted-documents/manifest.js';
import { aCompany, DAY } from '../support/a-company.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { aGraphRoute } from './a-graph-route.js';

/* Repeated queries are answered without Apollo. Compares the responses with those to the same query as a new one. */

let board: Switchboard;
let documents = 0;

beforeAll(async () => {
  board = await startSwitchboard({
    sandbox: { data: aCompany([3, 7]) },
    auth: anAuth([
      anApiKey('everything'),
      anApiKey('masked', { scopes: SCOPES.filter((scope) => scope !== 'pii:read'), maskPersonalData: true }),
      anApiKey('calls', { scopes: ['calls:read'] }),
      anApiKey('other', { workspaces: ['other'] }),
    ]),
    workspaces: (sandbox) => ['acme', 'other'].map((id) => ({ ...sandboxWorkspace(sandbox), id })),
    limits: { values: 2000 },
    trustedDocuments: { mode: 'log', manifest: null },
  });
});
afterAll(() => board.close());

type Body = Readonly<Record<string, unknown>>;
type Headers = Readonly<Record<string, string>>;

async function answerOf(body: unknown, headers: Headers = {}) {
  const response = await fetch(`${board.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-api-key': 'everything',
      'x-request-id': 'same',
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const head = [...response.headers].filter(([name]) => name !== 'date');
  return { status: response.status, head, body: await response.text() };
}

const QUERY = `query Day($from: DateTime!, $to: DateTime!, $first: Int, $with: Boolean = true) {
  calls(from: $from, to: $to, first: $first) {
    nodes { uuid from { phone { e164 } } notes @include(if: $with) { html } client { name } extension { sip } }
  }
}`;
const [FIRST_LINE = ''] = QUERY.split('\n');
const ASKED: Body = { query: QUERY, variables: { ...DAY, first: 5 } };
const PERSISTED = { persistedQuery: { version: 1, sha256Hash: '0' } };
// As Apollo Client 4 sends with every request.
const FROM_APOLLO_CLIENT = { clientLibrary: { name: '@apollo/client', version: '4.0.0' } };

/** Sends the query until it is prepared. */
async function prepare(): Promise<void> {
  for (let time = 0; time < 3; time += 1) expect((await answerOf(ASKED)).status).toBe(200);
}

/** Apollo's response: the query has never been sent before. */
function apollosAnswer(body: Body, headers?: Headers) {
  return answerOf({ ...body, query: `${String(body['query'])}\n# ${String((documents += 1))}` }, headers);
}

const ODDITIES = Object.entries<readonly [Body, Headers?]>({
  'the same query again': [ASKED],
  'a caller with masked personal data': [ASKED, { 'x-api-key': 'masked' }],
  'a caller with fewer scopes': [ASKED, { 'x-api-key': 'calls' }],
  'a caller of another workspace': [ASKED, { 'x-api-key': 'other' }],
  'an unknown key': [ASKED, { 'x-api-key': 'unknown' }],
  'another value of a condition': [{ ...ASKED, variables: { ...DAY, with: false } }],
  'a missing variable': [{ ...ASKED, variables: { from: DAY.from } }],
  'no variables': [{ query: QUERY }],
  'variables that are null': [{ query: QUERY, variables: null }],
  'variables that are a list': [{ query: QUERY, variables: [DAY] }],
  'variables that are a string': [{ query: QUERY, variables: JSON.stringify(DAY) }],
  'a variable of another type': [{ ...ASKED, variables: { ...DAY, first: '5' } }],
  'a variable that the resolver rejects': [{ ...ASKED, variables: { ...DAY, first: 0 } }],
  'a query beyond the limits': [{ ...ASKED, variables: { ...DAY, first: 1000 } }],
  'the operation’s name': [{ ...ASKED, operationName: 'Day' }],
  'an unknown operation name': [{ ...ASKED, operationName: 'Night' }],
  'an empty operation name': [{ ...ASKED, operationName: '' }],
  'an operation name with the first line of the query': [
    { ...ASKED, operationName: `\n${FIRST_LINE}`, query: QUERY.slice(FIRST_LINE.length + 1) },
  ],
  'an operation name that is not a string': [{ ...ASKED, operationName: 7 }],
  'empty extensions': [{ ...ASKED, extensions: {} }],
  'extensions that are a string': [{ ...ASKED, extensions: '{}' }],
  'an unknown extension': [{ ...ASKED, extensions: { other: true } }],
  'a hash that doesn’t match': [{ ...ASKED, extensions: PERSISTED }],
  'a request for the cost': [ASKED, { 'x-switchboard-cost': '1' }],
  'a request for application/graphql-response+json': [ASKED, { accept: 'application/graphql-response+json' }],
  'a request for application/json': [ASKED, { accept: 'application/json' }],
  'a request for an unsupported type': [ASKED, { accept: 'text/html' }],
  'a request for multipart/mixed': [
    ASKED,
    { accept: 'multipart/mixed;deferSpec=20220824, application/json' },
  ],
});

describe('after a query with the same text', () => {
  beforeAll(prepare);

  test.each(ODDITIES)('gives the same response as Apollo every time: %s', async (_title, [body, headers]) => {
    const expected = await apollosAnswer(body, headers);
    for (let time = 0; time < 3; time += 1) expect(await answerOf(body, headers)).toEqual(expected);
  });
});

test('rejects a batch', async () => {
  await prepare();
  expect((await answerOf([ASKED])).status).toBe(400);
});

const untrusted = () => board.log.filter(({ msg }) => msg === 'untrusted document');

// Red if only Apollo's plugin logs it.
test('in the mode log, logs an untrusted document on every request', async () => {
  const before = untrusted().length;
  for (let time = 0; time < 4; time += 1) await answerOf(ASKED);
  const lines = untrusted().slice(before);
  expect(lines).toHaveLength(4);
  expect(new Set(lines.map((line) => JSON.stringify(line))).size).toBe(1);
});

test('logs the operation’s name on every request', async () => {
  const before = board.log.length;
  for (let time = 0; time < 4; time += 1) await answerOf(ASKED);
  const lines = board.log.slice(before).filter(({ msg }) => msg === 'request');
  expect(lines.map(({ operation }) => operation)).toEqual(Array(4).fill('Day'));
});

describe('Apollo answers', () => {
  let fastify: FastifyInstance;
  let byApollo: number;

  beforeAll(async () => {
    fastify = await aGraphRoute();
    fastify.addHook('onResponse', ({ apolloResponse }, _reply, done) => {
      if (apolloResponse !== undefined) byApollo += 1;
      done();
    });
  });
  afterAll(() => fastify.close());

  /** How many of four requests Apollo answers. */
  async function fourTimes(request: InjectOptions): Promise<number> {
    byApollo = 0;
    for (let time = 0; time < 4; time += 1) await fastify.inject({ url: '/graphql', ...request });
    return byApollo;
  }

  const apollosAnswers = (payload: Body, headers: Headers = {}) =>
    fourTimes({ method: 'POST', payload, headers });

  test('a query only the first time, also with its name, reports or its hash alone', async () => {
    const query = '{ __typename }';
    expect(await apollosAnswers({ query })).toBe(1);
    expect(await apollosAnswers({ query, extensions: FROM_APOLLO_CLIENT })).toBe(0);
    expect(await apollosAnswers({ query }, { 'x-switchboard-cost': '1' })).toBe(0);
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
    expect(await apollosAnswers({ query, extensions })).toBe(4);
    expect(await apollosAnswers({ extensions })).toBe(1);
  });

  test.each<readonly [string, Body, Headers]>([
    [
      'a mutation',
      { query: 'mutation { updateClient(input: { timezone: "UTC" }) { client { name } } }' },
      {},
    ],
    ['a query with a wrong hash', { query: '{ __typename }', extensions: PERSISTED }, {}],
    ['an error', { query: '{ nothing }' }, {}],
    [
      'a gateway’s request for a trace',
      { query: '{ __typename }' },
      { 'apollo-federation-include-trace': 'ftv1' },
    ],
  ])('%s every time', async (_title, body, headers) => {
    expect(await apollosAnswers(body, headers)).toBe(4);
  });

  // Red if the key of a GET lacks the headers that prevent forged requests.
  test('a query by GET only the first time, and rejects it if it may be forged', async () => {
    const query = { query: '{ b: __typename }' };
    const headers = { 'apollo-require-preflight': 'true' };
    expect(await fourTimes({ query, headers })).toBe(1);
    const forged = await fastify.inject({ url: '/graphql', query });
    expect([forged.statusCode, forged.body]).toEqual([400, expect.stringContaining('CSRF')]);
  });

  test('a hash that was sent as a query', async () => {
    const query = '{ a: __typename }';
    const sha256Hash = sha256(query);
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    await apollosAnswers({ query, extensions });
    expect(await apollosAnswers({ extensions })).toBe(1);
    expect(await apollosAnswers({ query: sha256Hash })).toBe(4);
  });
});
