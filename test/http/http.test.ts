import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { VERSION } from '../../src/config/package-version.js';
import { aClient } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const READ = '{ client { name } }';
const WRITE = 'mutation { updateClient(input: { timezone: "UTC" }) { client { name } } }';

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: { client: aClient() } } });
});
afterAll(() => board.close());
beforeEach(() => board.sandbox.clearRequests());

const get = (query: string, headers: Record<string, string> = {}) =>
  fetch(`${board.url}/graphql?${new URLSearchParams({ query }).toString()}`, { headers });
const post = (body: string, headers: Record<string, string> = JSON_TYPE) =>
  fetch(`${board.url}/graphql`, { method: 'POST', headers, body });

describe('GET /graphql', () => {
  test.each([[{ 'apollo-require-preflight': 'true' }], [{ 'x-apollo-operation-name': 'Read' }], [JSON_TYPE]])(
    'answers a query with %j',
    async (headers) => {
      const response = await get(READ, headers);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ data: { client: { name: 'ringme_test' } } });
    },
  );

  test('accepts variables and an operation name', async () => {
    const search = new URLSearchParams({
      query: 'query A { clients { name } } query B($id: ID) { client(clientId: $id) { clientId } }',
      operationName: 'B',
      variables: '{"id":"12"}',
    });
    const response = await fetch(`${board.url}/graphql?${search.toString()}`, { headers: JSON_TYPE });
    expect(await response.json()).toEqual({ data: { client: { clientId: '12' } } });
  });

  test.each([
    ['an empty parameter', { operationName: '', variables: '', extensions: '' }],
    ['a map that is null', { variables: 'null', extensions: 'null' }],
  ])('treats %s as absent', async (_, parameters) => {
    const search = new URLSearchParams({ query: READ, ...parameters });
    const response = await fetch(`${board.url}/graphql?${search.toString()}`, { headers: JSON_TYPE });
    expect(await response.json()).toEqual({ data: { client: { name: 'ringme_test' } } });
  });

  test('answers a query with JSON if the request accepts an event stream or anything', async () => {
    const response = await get(READ, { accept: 'text/event-stream, */*', ...JSON_TYPE });
    expect(response.headers.get('content-type')).toMatch(/json/);
    expect(await response.json()).toEqual({ data: { client: { name: 'ringme_test' } } });
  });

  test.each(['HEAD', 'GET'])('%s requires no preflight header in development', async (method) => {
    const search = new URLSearchParams({ query: READ }).toString();
    expect((await fetch(`${board.url}/graphql?${search}`, { method })).status).toBe(200);
  });

  // Red if Apollo parses the parameter: the rounded id would be that of another client.
  // Red if only JSON of at most 256 levels is searched for integers that Apollo would round.
  test('rejects variables that are nested too deeply', async () => {
    const query = 'query ($id: ID!) { node(id: $id) { id } }';
    const variables = `{"id":9007199254740993,"other":${'['.repeat(300)}${']'.repeat(300)}}`;
    const response = await fetch(
      `${board.url}/graphql?${new URLSearchParams({ query, variables }).toString()}`,
    );
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(
      'The parameter `variables` must not be nested more than 256 levels deep.',
    );
  });

  test.each(['variables', 'extensions'])('rejects %s with an integer beyond 2^53', async (name) => {
    const query = 'query ($id: ID!) { client(clientId: $id) { name } }';
    const search = new URLSearchParams({ query, [name]: '{"id":12345678901234567890}' }).toString();
    const response = await fetch(`${board.url}/graphql?${search}`, { headers: JSON_TYPE });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(
      `The parameter \`${name}\` must not contain integers beyond 2^53`,
    );
    expect(board.sandbox.requests).toEqual([]);
  });

  test('HEAD returns the status and headers of GET, without a body', async () => {
    const url = `${board.url}/graphql?${new URLSearchParams({ query: READ }).toString()}`;
    const response = await fetch(url, { method: 'HEAD', headers: JSON_TYPE });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/json/);
    expect(await response.text()).toBe('');
  });

  test('rejects a mutation with 405', async () => {
    const response = await get(WRITE, JSON_TYPE);
    expect(response.status).toBe(405);
    expect(board.sandbox.requests).toEqual([]);
  });
});

describe('POST /graphql', () => {
  test.each([
    ['a body that is not JSON', 'query { client }', 400],
    ['an empty body', '', 400],
    ['JSON without a query', '{}', 400],
    ['a query that is not a string', '{"query":1}', 400],
    ['a batch', `[{"query":"${READ}"}]`, 400],
    ['a query with a syntax error', '{"query":"{"}', 400],
    ['a query with an unknown field', '{"query":"{ nothing }"}', 400],
    ['an unknown operation', '{"query":"query A { __typename }","operationName":"B"}', 400],
    ['JSON that is nested too deeply', '['.repeat(1000) + ']'.repeat(1000), 400],
    ['a body of 256 KiB and a byte', padded(256 * 1024 + 1), 413],
  ])('rejects %s', async (_, body, status) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('json');
    expect(board.sandbox.requests).toEqual([]);
  });

  test('ignores an empty operation name', async () => {
    const response = await post(JSON.stringify({ query: READ, operationName: '' }));
    expect(await response.json()).toEqual({ data: { client: { name: 'ringme_test' } } });
  });

  test('accepts a body of 256 KiB', async () => {
    const response = await post(padded(256 * 1024));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ data: { client: { name: 'ringme_test' } } });
  });
});

/** A query of that many bytes. */
function padded(bytes: number): string {
  const body = JSON.stringify({ query: READ });
  return body.replace(READ, READ + ' '.repeat(bytes - body.length));
}

test('introspection is enabled', async () => {
  const { data } = await board.query('{ __schema { queryType { name } } __type(name: "Call") { kind } }');
  expect(data).toEqual({ __schema: { queryType: { name: 'Query' } }, __type: { kind: 'OBJECT' } });
});

test.each([
  ['/health', { status: 'ready', version: VERSION }],
  ['/health/live', { status: 'live' }],
  ['/health/ready', { status: 'ready' }],
])('%s reports the status without a provider request', async (path, body) => {
  const response = await fetch(board.url + path);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual(body);
  expect(board.sandbox.requests).toEqual([]);
});
