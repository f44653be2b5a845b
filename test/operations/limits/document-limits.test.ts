import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { refused, send } from './send.js';

/* Each limit is a separate guard: removing it from MEASURES in document-limits.ts fails its rows. */

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({
    limits: { tokens: 400, depth: 5, fields: 30, rootFields: 3, aliases: 8, directives: 4 },
  });
});
afterAll(() => board.close());
beforeEach(() => board.sandbox.clearRequests());

const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

/** Two fields at the end of so many fragments, each of which spreads the next one twice. */
const doubling = (count: number) =>
  `{ client { ...F0 } } ${repeat(count, (index) => `fragment F${index} on Client { ...F${index + 1} ...F${index + 1} }`)}
  fragment F${count} on Client { name email }`;

const levels = (count: number) =>
  `{ client { ${'extensions { nodes { client { '.repeat(count)} name ${'} } } '.repeat(count)} } }`;

describe.each<readonly [string, string, string, string]>([
  [
    'levels of fields',
    '{ client { extensions { nodes { client { name } } } } }',
    '{ client { extensions { nodes { client { geoRestriction { mode } } } } } }',
    'The document has 6 levels of fields; the limit is 5.',
  ],
  [
    'levels in fragments',
    '{ client { ...A } } fragment A on Client { extensions { ... { nodes { ...B } } } } fragment B on Extension { client { name } }',
    '{ client { ...A } } fragment A on Client { extensions { ... { nodes { ...B } } } } fragment B on Extension { client { geoRestriction { mode } } }',
    'The document has 6 levels of fields; the limit is 5.',
  ],
  [
    'levels of an introspection query',
    '{ __schema { queryType { ofType { ofType { name } } } } }',
    '{ __schema { queryType { ofType { ofType { ofType { name } } } } } }',
    'The document has 6 levels of fields; the limit is 5.',
  ],
  [
    'repeated fields',
    `{ client { ${'__typename '.repeat(29)} } }`,
    `{ client { ${'__typename '.repeat(30)} } }`,
    'The document has 31 fields, with fragments expanded; the limit is 30.',
  ],
  [
    'fields in inline fragments',
    `{ client { ${'... { name } '.repeat(29)} } }`,
    `{ client { ${'... { name } '.repeat(30)} } }`,
    'The document has 31 fields, with fragments expanded; the limit is 30.',
  ],
  [
    'fields in fragments that double',
    doubling(3),
    doubling(4),
    'The document has 33 fields, with fragments expanded; the limit is 30.',
  ],
  [
    'root fields',
    '{ a: __typename ... { b: __typename } ...C } fragment C on Query { c: __typename }',
    '{ a: __typename ... { b: __typename } ...C } fragment C on Query { c: __typename d: __typename }',
    'The document has 4 root fields; the limit is 3.',
  ],
  [
    'aliases',
    `{ client { ${repeat(8, (index) => `a${index}: name`)} } }`,
    `{ client { ${repeat(9, (index) => `a${index}: name`)} } }`,
    'The document has 9 aliases; the limit is 8.',
  ],
  [
    'aliases in several fragments',
    `{ client { ...A ...B } } fragment A on Client { ${repeat(4, (index) => `a${index}: name`)} } fragment B on Client { ${repeat(4, (index) => `b${index}: name`)} }`,
    `{ client { ...A ...B } } fragment A on Client { ${repeat(4, (index) => `a${index}: name`)} } fragment B on Client { ${repeat(5, (index) => `b${index}: name`)} }`,
    'The document has 9 aliases; the limit is 8.',
  ],
  [
    'directives',
    `{ client { name ${repeat(4, (index) => `... @skip(if: false) { a${index}: name }`)} } }`,
    `{ client { name ${repeat(5, (index) => `... @skip(if: false) { a${index}: name }`)} } }`,
    'The document has 5 directives; the limit is 4.',
  ],
  [
    'repeated directives on one field',
    '{ client { name } }',
    `{ client { name ${'@skip(if: false) '.repeat(5)} } }`,
    'The document has 5 directives; the limit is 4.',
  ],
])('%s', (_, allowed, beyond, message) => {
  test('are accepted up to their limit', async () => {
    expect(await send(board, { query: allowed })).toMatchObject({ status: 200, data: expect.anything() });
  });

  test('are rejected beyond it, before any upstream request', async () => {
    expect(await send(board, { query: beyond })).toEqual(refused(message));
    expect(board.sandbox.requests).toEqual([]);
  });
});

describe('tokens', () => {
  const withTokens = (count: number) => `{ client { ${'name '.repeat(3)} } } # a comment is none\n
    fragment F on Client { ${'name '.repeat(count - 14)} }`;

  test('are rejected beyond the limit, while the document is parsed', async () => {
    const { status, errors } = await send(board, { query: withTokens(401) });
    expect(status).toBe(400);
    expect(errors?.[0]).toMatchObject({
      message: 'Syntax Error: Document contains more that 400 tokens. Parsing aborted.',
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  });

  test('are parsed up to the limit', async () => {
    const { errors } = await send(board, { query: withTokens(400) });
    expect(errors?.[0]?.message).toContain('fields, with fragments expanded');
  });
});

test.each([
  ['itself', 'fragment A on Client { name ...A }'],
  ['another that spreads it', 'fragment A on Client { ...B } fragment B on Client { name ...A }'],
  ['itself without being used', 'fragment A on Client { name } fragment B on Client { ...B }'],
  // graphql-js overflows its stack over this ring.
  [
    'a cycle of many others',
    `fragment A on Client { ...F0 } ${repeat(20, (index) => `fragment F${index} on Client { ...F${(index + 1) % 20} ...F${(index + 2) % 20} }`)}`,
  ],
])('a fragment that spreads %s is rejected', async (_, fragments) => {
  const { status, errors } = await send(board, { query: `{ client { ...A } } ${fragments}` });
  expect(status).toBe(400);
  expect(errors).toEqual([
    {
      message: 'The document has fragment cycles.',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
  ]);
  expect(board.sandbox.requests).toEqual([]);
});

test('the largest of several operations counts, whichever is executed', async () => {
  const query = `query Small { client { name } } query Large ${levels(2)}`;
  expect(await send(board, { query, operationName: 'Small' })).toEqual(
    refused('The document has 8 levels of fields; the limit is 5.'),
  );
});

test('returns up to five errors of a document', async () => {
  const { status, errors } = await send(board, {
    query: `{ client { ${repeat(20, (index) => `nothing${index}`)} } }`,
  });
  expect(status).toBe(400);
  expect(errors).toHaveLength(5);
  expect(errors?.[4]?.message).toContain('error limit reached');
});

test('returns up to five errors of variables', async () => {
  const ids = Array.from({ length: 20 }, () => ({}));
  const { status, errors } = await send(board, {
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: { ids },
  });
  expect(status).toBe(400);
  expect(errors).toHaveLength(5);
});

test('a batch of operations is rejected', async () => {
  const one = { query: '{ client { name } }' };
  const { status, errors } = await send(board, [one, one]);
  expect(status).toBe(400);
  expect(errors?.[0]?.message).toContain('Batches are not supported');
  expect(board.sandbox.requests).toEqual([]);
});

test('GraphiQL’s introspection is within the default limits', async () => {
  await using usual = await startSwitchboard();
  expect(await send(usual, { query: getIntrospectionQuery() })).toMatchObject({ status: 200 });
});
