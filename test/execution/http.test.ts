import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aCompany, DAY } from '../support/a-company.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import type { Operation } from './executions.js';

let board: Switchboard;
let documents = 0;

beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: aCompany([3, 7]) } });
});
afterAll(() => board.close());

type Send = (operation: Operation) => Promise<Response>;

const post =
  (headers: Readonly<Record<string, string>> = {}): Send =>
  (operation) =>
    fetch(`${board.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'same', ...headers },
      body: JSON.stringify(operation),
    });

const get: Send = ({ query, variables, operationName }) => {
  const search = new URLSearchParams({ query });
  if (variables !== undefined) search.set('variables', JSON.stringify(variables));
  if (operationName !== undefined) search.set('operationName', operationName);
  return fetch(`${board.url}/graphql?${search.toString()}`, {
    headers: { 'x-apollo-operation-name': 'x', 'x-request-id': 'same' },
  });
};

async function partsOf(response: Response) {
  const headers = [...response.headers].filter(([name]) => name !== 'date');
  return { status: response.status, headers, body: await response.text() };
}

/** The responses to a new document, by graphql-js, and to its repetition. */
async function sentTwice(send: Send, operation: Operation) {
  const asNew = { ...operation, query: `${operation.query}\n# ${String((documents += 1))}` };
  return [await partsOf(await send(asNew)), await partsOf(await send(asNew))] as const;
}

const HEAD = 'query ($from: DateTime!, $to: DateTime!)';
const OPERATIONS: readonly (readonly [string, number, Operation])[] = [
  [
    'a query with variables',
    200,
    {
      query: `${HEAD} { calls(from: $from, to: $to, first: 5) { nodes { uuid notes { text } client { name } } totalCount } }`,
      variables: DAY,
    },
  ],
  ['literals and an alias', 200, { query: '{ me: client(clientId: 12) { name t: __typename } }' }],
  [
    'one of several operations',
    200,
    { query: 'query A { __typename } query B { client { name } }', operationName: 'B' },
  ],
  ['a field that fails', 200, { query: '{ extensions(first: 0) { totalCount } client { name } }' }],
  ['only fields that fail', 200, { query: '{ extensions(first: 0) { totalCount } }' }],
  [
    'a non-null root field that fails',
    200,
    { query: `{ nodes(ids: [${'"x",'.repeat(1001)}]) { id } client { name } }` },
  ],
  ['an unknown operation', 400, { query: 'query A { __typename }', operationName: 'B' }],
  ['a missing operation name', 400, { query: 'query A { __typename } query B { __typename }' }],
  ['a missing variable', 400, { query: `${HEAD} { calls(from: $from, to: $to) { totalCount } }` }],
  [
    'a variable of the wrong type',
    400,
    { query: `${HEAD} { calls(from: $from, to: $to) { totalCount } }`, variables: { ...DAY, to: 7 } },
  ],
  [
    'an unknown input field in a variable',
    400,
    {
      query:
        'query ($f: CallFilter) { calls(from: "2025-03-12T00:00:00Z", to: "2025-03-12T00:00:00Z", filter: $f) { totalCount } }',
      variables: { f: { x: 1 } },
    },
  ],
  ['an unknown field', 400, { query: '{ client { nothing } }' }],
  ['an unknown argument', 400, { query: '{ client(nothing: 1) { name } }' }],
  ['a syntax error', 400, { query: '{ client { name }' }],
  ['a literal of the wrong type', 400, { query: '{ extensions(first: "1") { totalCount } }' }],
  ['an unknown directive', 400, { query: '{ client @defer { name } }' }],
  ['a recursive fragment', 400, { query: '{ client { ...F } } fragment F on Client { name ...F }' }],
  ['a document without an operation', 400, { query: 'fragment F on Client { name }' }],
];

describe.each<readonly [string, Send]>([
  ['POST', post()],
  ['POST for graphql-response', post({ accept: 'application/graphql-response+json' })],
  ['GET', get],
])('%s', (_way, send) => {
  test.each(OPERATIONS)(
    'responds to %s with status %i and the same bytes as graphql-js',
    async (_title, status, operation) => {
      const [first, second] = await sentTwice(send, operation);
      expect(second).toEqual(first);
      if (operation.query.length < 2000) expect(second.status).toBe(status);
    },
  );
});

test('rejects a mutation by GET', async () => {
  const [first, second] = await sentTwice(get, {
    query: 'mutation { updateClient(input: { timezone: "UTC" }) { client { name } } }',
  });
  expect(second).toEqual(first);
  expect(second.status).toBe(405);
});

test('answers a persisted query by its hash, with or without a plan', async () => {
  const query = `{ client { name } extensions { totalCount } }`;
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  const ask = async (body: object) =>
    partsOf(
      await fetch(`${board.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-request-id': 'same' },
        body: JSON.stringify(body),
      }),
    );
  expect((await ask({ extensions })).body).toContain('PERSISTED_QUERY_NOT_FOUND');
  const registered = await ask({ query, extensions });
  expect(registered.status).toBe(200);
  for (let time = 0; time < 3; time += 1) expect(await ask({ extensions })).toEqual(registered);
  expect((await ask({ query: '{ __typename }', extensions })).status).toBe(400);
  expect(await ask({ query })).toEqual(registered);
});

test('returns a trace of every field for a gateway’s request, every time', async () => {
  const [first, second] = await sentTwice(post({ 'apollo-federation-include-trace': 'ftv1' }), {
    query: '{ client { name timezone } }',
  });
  const traceOf = ({ body }: typeof first) => {
    const { extensions }: { extensions?: { ftv1?: string } } = JSON.parse(body);
    return Buffer.from(extensions?.ftv1 ?? '', 'base64').toString('latin1');
  };
  for (const answer of [first, second]) {
    expect(traceOf(answer)).toContain('timezone');
    expect(traceOf(answer)).toContain('Client');
  }
});
