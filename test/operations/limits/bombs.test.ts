import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, specifiedRules, validate, type GraphQLSchema } from 'graphql';
import { buildGraphSchema } from '../../../src/graph/schema/build-schema.js';
import { documentLimits } from '../../../src/operations/limits/document-limits.js';
import { LIMITS } from '../../config/default-limits.js';
import { aCompany, DAY } from '../../support/a-company.js';
import { aNote, manyCalls, numberedUuid } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { send } from './send.js';

/** A call with so many notes that they can't be requested again and again. */
function aCallWithNotes(count: number) {
  const [call] = manyCalls(1, { from: '2025-03-12 08:00:00', to: '2025-03-12 09:00:00' }, { note: 1 });
  if (call === undefined) throw new Error('no call');
  const notes = Array.from({ length: count }, (_, index) => aNote({ uuid: numberedUuid(index) }));
  return { ...aCompany([]), calls: [call], notes: { [numberedUuid(0)]: notes } };
}

const nested = (times: number) =>
  `query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to, first: 1) { nodes {
    ${'notes { call { '.repeat(times)} uuid ${'} } '.repeat(times)} } } }`;

describe('notes nested in the calls of notes', () => {
  let board: Switchboard;

  beforeAll(async () => {
    board = await startSwitchboard({ sandbox: { data: aCallWithNotes(100) }, limits: { values: 50_000 } });
  });
  afterAll(() => board.close());

  test.each([
    [40, /^The document has 83 levels of fields; the limit is 20\.$/, {}],
    [
      8,
      /^The response may have \d+ values; the limit is 50000\. Most are for `calls`: \d+\. Request less,/,
      { limit: expect.objectContaining({ name: 'values', allowed: 50_000 }), affordable: [] },
    ],
  ])('are rejected at once without growing memory, nested %i times', async (times, message, details) => {
    board.sandbox.clearRequests();
    const before = process.memoryUsage().heapUsed;
    const { status, errors } = await send(board, { query: nested(times), variables: DAY });
    expect(status).toBe(400);
    expect(errors).toEqual([
      { message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT', ...details } },
    ]);
    expect(board.sandbox.requests).toEqual([]);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 ** 2);
  });

  // The guard: limitValues in build-schema.ts. Without it, a million notes are returned, or memory is exhausted.
  test('are stopped if a call has more than estimated, with and without a cached plan', async () => {
    for (let execution = 0; execution < 3; execution += 1) {
      expect(await send(board, { query: nested(3), variables: DAY })).toEqual({
        status: 200,
        data: null,
        errors: [
          {
            message: 'The response exceeds 50000 values; request fewer items (`first`) or fields.',
            extensions: {
              code: 'BAD_USER_INPUT',
              limit: { name: 'values', allowed: 50_000, measured: expect.any(Number) },
            },
          },
        ],
      });
    }
  });

  test('are returned within the limits', async () => {
    const { status, errors } = await send(board, { query: nested(2), variables: DAY });
    expect({ status, errors }).toEqual({ status: 200, errors: undefined });
  });
});

// The guard: countValues in values-or-errors.ts.
describe('errors of list items', () => {
  const list = Array.from({ length: 1000 }, () => ({ __typename: 'Call' }));
  const asked = (names: string) => ({
    query: `query ($list: [_Any!]!) { ${names.replace(/\w/g, '$&: _entities(representations: $list) { __typename }')} }`,
    variables: { list },
  });

  test('are returned one by one for a thousand items', async () => {
    await using board = await startSwitchboard();
    const { data, errors } = await send(board, asked('a'));
    expect(data).toEqual({ a: Array(1000).fill(null) });
    expect(errors).toHaveLength(1000);
  });

  // Red if a thousand errors use up the default limit: the calls are null, and the only error is BAD_USER_INPUT.
  test('leave room for the data of other providers if one fails', async () => {
    const data = {
      ...aCompany([]),
      calls: manyCalls(2, { from: '2025-03-12 08:00:00', to: '2025-03-12 09:00:00' }),
    };
    await using board = await startSwitchboard({ sandbox: { data } });
    board.sandbox.behaviour.faults = [{ provider: 'voicenter', status: 503 }];
    const query = `query ($from: DateTime!, $to: DateTime!, $sips: [ID!]!) {
      _extensionsBySip(sips: $sips) { name }
      calls(from: $from, to: $to) { nodes { uuid } }
    }`;
    const variables = { ...DAY, sips: list.map((_, index) => `sip${index}`) };
    const { data: answer, errors } = await send(board, { query, variables });
    expect(answer).toMatchObject({ calls: { nodes: [{}, {}] } });
    expect(errors?.filter(({ extensions }) => extensions?.['code'] === 'UPSTREAM_UNAVAILABLE')).toHaveLength(
      1000,
    );
  });

  test('fail the whole response if there are more', async () => {
    await using board = await startSwitchboard();
    for (let execution = 0; execution < 3; execution += 1) {
      expect(await send(board, asked('a b c'))).toEqual({
        status: 200,
        data: null,
        errors: [
          {
            message: 'The response exceeds 250000 values; request fewer items (`first`) or fields.',
            extensions: {
              code: 'BAD_USER_INPUT',
              limit: { name: 'values', allowed: 250_000, measured: 300_000 },
            },
          },
        ],
      });
    }
  });
});

// The guard: countPages in interval-reader.ts. Red if it doesn't count page 1, or the pages that reveal the page size.
test('a search stops if a range has more calls than estimated', async () => {
  const calls = manyCalls(500, { from: '2025-03-12 08:00:00', to: '2025-03-12 18:00:00' });
  await using board = await startSwitchboard({
    sandbox: { data: { ...aCompany([]), calls } },
    limits: { requests: 20 },
  });
  board.sandbox.behaviour.pageSize = 10;
  const query = `query ($from: DateTime!, $to: DateTime!) {
    calls(from: $from, to: $to, first: 1, filter: { flag: "none" }) { nodes { uuid } } }`;
  expect(await send(board, { query, variables: DAY })).toMatchObject({
    data: { calls: null },
    errors: [
      {
        message: 'The calls of the range exceed 20 pages of the call history; request a shorter range.',
        extensions: {
          code: 'BAD_USER_INPUT',
          limit: { name: 'requests', allowed: 20, measured: expect.any(Number), provider: 'ccrm' },
        },
      },
    ],
  });
  // Pages 1 and 2 of an interval may be read before they are counted.
  expect(board.sandbox.requests.length).toBeLessThanOrEqual(20 + 1);
});

test.each([
  [
    'extensions of extensions',
    'extensions(first: 1000) { nodes { client { extensions(first: 1000) { nodes { sip } } } } }',
  ],
  [
    'calls of every extension in a year',
    'extensions(first: 1000) { nodes { calls(from: "2024-03-12T00:00:00Z", to: "2025-03-12T00:00:00Z", first: 1) { nodes { uuid } } } }',
  ],
  [
    'many aliases of the introspection',
    Array.from(
      { length: 50 },
      (_, index) =>
        `a${index}: __schema { types { fields { args { type { ofType { ofType { name } } } } } } }`,
    ).join(' '),
  ],
  [
    'fifty aliases of the schema text',
    `${Array.from({ length: 50 }, (_, index) => `a${index}: _sdl`).join(' ')} _service { ${Array.from({ length: 50 }, (_, index) => `b${index}: sdl`).join(' ')} }`,
  ],
])('%s are rejected', async (_, selection) => {
  await using board = await startSwitchboard({ limits: { rootFields: 51, values: 150_000 } });
  const { errors } = await send(board, { query: `{ ${selection} }` });
  expect(errors).toEqual([
    {
      message: expect.stringMatching(/^The response may have \d+ values/),
      extensions: {
        code: 'BAD_USER_INPUT',
        limit: expect.objectContaining({ name: 'values', allowed: 150_000 }),
        affordable: expect.any(Array),
      },
    },
  ]);
  expect(board.sandbox.requests).toEqual([]);
});

describe('validation handles the largest documents that are parsed', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await buildGraphSchema();
  });

  const repeat = (count: number, text: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => text(index)).join(' ');
  test.each([
    ['the same field', `{ client { ${'name '.repeat(499)} } }`],
    ['the same object', `{ ${'client { name } '.repeat(50)} }`],
    ['the same list', `{ client { ${'extensions { nodes { sip } } '.repeat(166)} } }`],
    ['one set of arguments', `{ client { ${'extensions(first: 1) { totalCount } '.repeat(215)} } }`],
    [
      'many fragments',
      `{ client { ${repeat(160, (index) => `...F${index}`)} } } ${repeat(160, (index) => `fragment F${index} on Client { name id }`)}`,
    ],
    [
      'fragments nested in one another',
      `{ client { ...F0 } } ${repeat(175, (index) => `fragment F${index} on Client { name ...F${index + 1} }`)} fragment F175 on Client { name }`,
    ],
    [
      'fragments that double',
      `{ client { ...F0 } } ${repeat(150, (index) => `fragment F${index} on Client { ...F${index + 1} ...F${index + 1} }`)} fragment F150 on Client { name }`,
    ],
    [
      'fragments in a cycle',
      `{ client { ...F0 } } ${repeat(150, (index) => `fragment F${index} on Client { ...F${(index + 1) % 150} ...F${(index + 2) % 150} }`)}`,
    ],
    ['unknown fields', `{ ${repeat(1990, (index) => `f${index}`)} }`],
    ['directives', `{ client { name ${'@include(if: true) '.repeat(280)} } }`],
    ['nested lists', `{ nodes(ids: ${'['.repeat(990)}${']'.repeat(990)}) { id } }`],
    ['variables', `query (${repeat(490, (index) => `$v${index}: Int`)}) { client { name } }`],
  ])('%s', (_, query) => {
    const document = parse(query, { maxLexicalTokens: LIMITS.tokens });
    const errors = validate(schema, document, [...specifiedRules, documentLimits(LIMITS)], { maxErrors: 4 });
    expect(errors.length).toBeLessThanOrEqual(5);
  });
});
