import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';

let board: Switchboard;

beforeAll(async () => {
  const server = { production: true, introspection: false, playground: false };
  board = await startSwitchboard({ server });
});
afterAll(() => board.close());

describe('if introspection is off, the schema', () => {
  test.each([
    '{ __schema { queryType { name } } }',
    '{ a: __type(name: "Call") { name } }',
    '{ ...A } fragment A on Query { __schema { types { name } } }',
    '{ _service { sdl } }',
    '{ ... { b: _service { sdl } } }',
    '{ _sdl }',
  ])('can’t be queried by %s (guard: noIntrospection)', async (query) => {
    const { data, errors } = await board.query(query);
    expect(data).toBeUndefined();
    expect(errors?.[0]?.message).toMatch(/^Introspection is disabled: _+\w+\.$/);
    expect(errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['{ clien { name } }', {}],
    ['{ client { nam } }', {}],
    ['{ client(workspac: "x") { name } }', {}],
    ['{ calls(from: 1, to: 2, order: NEWEST) { totalCount } }', {}],
    ['query ($a: Strin) { __typename }', {}],
    [
      'query ($f: CallFilter) { calls(from: "", to: "", filter: $f) { totalCount } }',
      { f: { direction: ['INBOUN'] } },
    ],
    [
      'query ($f: CallFilter) { calls(from: "", to: "", filter: $f) { totalCount } }',
      { f: { directio: [] } },
    ],
    ['{ __typename @includ(if: true) }', {}],
  ])('isn’t revealed by suggestions for %s (guard: withoutSuggestions)', async (query, variables) => {
    const { errors } = await board.query(query, variables);
    expect(errors).toBeDefined();
    expect(JSON.stringify(errors)).not.toContain('Did you mean');
  });

  test('still resolves __typename', async () => {
    expect(await board.query('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });
});

test('if introspection is on, errors suggest names', async () => {
  await using development = await startSwitchboard();
  const { errors } = await development.query('{ clien { name } }');
  expect(errors?.[0]?.message).toContain('Did you mean "client"');
});

describe('if the playground is off', () => {
  test.each(['/', '/playground/licenses.txt'])('%s is not found', async (path) => {
    expect((await fetch(board.url + path, { headers: { accept: 'text/html' } })).status).toBe(404);
  });

  test.each(['/graphql', '/graphql?query={__typename}'])(
    'a browser that opens %s receives a 400 response in JSON, not a page',
    async (path) => {
      const response = await fetch(board.url + path, {
        headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'sec-fetch-site': 'none' },
      });
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toContain('json');
    },
  );
});

test('if the playground is on, a browser’s query at /graphql returns data, not a third-party page', async () => {
  await using development = await startSwitchboard();
  const headers = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  const response = await fetch(`${development.url}/graphql?query={__typename}`, { headers });
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});
