import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SCOPES } from '../../src/domain/caller.js';
import { aCompany, DAY } from '../support/a-company.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { aGraphRoute } from './a-graph-route.js';

/*
 * Repeated queries with the same text are answered without Apollo. Compares such a server with one in which Apollo
 * answers everything, because it must report every document that isn't trusted.
 */

let preparing: Switchboard;
let asking: Switchboard;

const start = (mode: 'off' | 'log') =>
  startSwitchboard({
    sandbox: { data: aCompany([3, 7]) },
    auth: anAuth([
      anApiKey('everything'),
      anApiKey('masked', { scopes: SCOPES.filter((scope) => scope !== 'pii:read'), maskPersonalData: true }),
      anApiKey('calls', { scopes: ['calls:read'] }),
      anApiKey('other', { workspaces: ['other'] }),
    ]),
    workspaces: (sandbox) => ['acme', 'other'].map((id) => ({ ...sandboxWorkspace(sandbox), id })),
    limits: { values: 2000 },
    trustedDocuments: { mode, manifest: null },
  });

beforeAll(async () => {
  [preparing, asking] = await Promise.all([start('off'), start('log')]);
});
afterAll(() => Promise.all([preparing.close(), asking.close()]));

type Body = Readonly<Record<string, unknown>>;
type Headers = Readonly<Record<string, string>>;

async function answerOf({ url }: Switchboard, body: unknown, headers: Headers = {}) {
  const response = await fetch(`${url}/graphql`, {
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

/** Sends the query to both servers until it is prepared, if it ever is. */
async function prepare(): Promise<void> {
  for (let time = 0; time < 3; time += 1) {
    for (const board of [preparing, asking]) expect((await answerOf(board, ASKED)).status).toBe(200);
  }
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
    const expected = await answerOf(asking, body, headers);
    for (let time = 0; time < 3; time += 1) {
      expect(await answerOf(preparing, body, headers)).toEqual(expected);
    }
  });
});

const untrusted = ({ log }: Switchboard) => log.filter(({ msg }) => msg === 'untrusted document').length;

test('rejects a batch, as Apollo does', async () => {
  const expected = await answerOf(asking, [ASKED]);
  expect(expected.status).toBe(400);
  expect(await answerOf(preparing, [ASKED])).toEqual(expected);
});

// Without `mayPrepare` only the first request is logged.
test('in the mode log, logs an untrusted document on every request', async () => {
  const before = untrusted(asking);
  for (let time = 0; time < 4; time += 1) await answerOf(asking, ASKED);
  expect(untrusted(asking) - before).toBe(4);
});

test('logs the operation’s name on every request', async () => {
  const before = preparing.log.length;
  for (let time = 0; time < 4; time += 1) await answerOf(preparing, ASKED);
  const lines = preparing.log.slice(before).filter(({ msg }) => msg === 'request');
  expect(lines.map(({ operation }) => operation)).toEqual(Array(4).fill('Day'));
});

test('Apollo answers a query only the first time, but a mutation, a persisted query or an error every time', async () => {
  const fastify = await aGraphRoute();
  const seen = { byApollo: 0 };
  fastify.addHook('onResponse', ({ apolloResponse }, _reply, done) => {
    if (apolloResponse !== undefined) seen.byApollo += 1;
    done();
  });
  const ask = async (body: Body) => {
    for (let time = 0; time < 4; time += 1) {
      await fastify.inject({ method: 'POST', url: '/graphql', payload: body });
    }
    const { byApollo } = seen;
    seen.byApollo = 0;
    return byApollo;
  };
  const update = 'mutation { updateClient(input: { timezone: "UTC" }) { client { name } } }';
  expect(await ask({ query: '{ __typename }' })).toBe(1);
  expect(await ask({ query: update })).toBe(4);
  expect(await ask({ query: '{ __typename }', extensions: FROM_APOLLO_CLIENT })).toBe(0);
  expect(await ask({ query: '{ __typename }', extensions: PERSISTED })).toBe(4);
  expect(await ask({ query: '{ nothing }' })).toBe(4);
  await fastify.close();
});
