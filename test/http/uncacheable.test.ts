import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CLIENT,
  startRemembering,
  type RememberingSwitchboard,
} from '../operations/response-cache/a-remembering-switchboard.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { startSwitchboard } from '../support/a-switchboard.js';
import { rawExchange, rawRequest } from '../support/raw-http.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const STREAM = { accept: 'text/event-stream' };
const UPDATE = 'mutation { updateClient(input: { timezone: "UTC" }) { client { name } } }';

let remembering: RememberingSwitchboard;

beforeAll(async () => {
  remembering = await startRemembering();
});
afterAll(() => remembering.board.close());

const persisted = (text: string) => {
  const sha256Hash = createHash('sha256').update(text).digest('hex');
  return JSON.stringify({ persistedQuery: { version: 1, sha256Hash } });
};

type Parameters = Readonly<Record<string, string>>;
type Headers = Readonly<Record<string, string>>;

function get(parameters: Parameters, headers: Headers = JSON_TYPE, base = remembering.board.url) {
  return fetch(`${base}/graphql?${new URLSearchParams(parameters).toString()}`, { headers });
}

function post(body: string, headers: Headers = {}) {
  const init = { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body };
  return fetch(`${remembering.board.url}/graphql`, init);
}

const seen = async (response: Response) => {
  const text = await response.text();
  return { status: response.status, cacheControl: response.headers.get('cache-control'), text };
};

// Red without the hook that `registerCacheControl` adds.
describe('an error response to a GET request has no-store', () => {
  test.each<[string, number, Parameters, Headers?]>([
    ['an unknown persisted query', 200, { extensions: persisted('{ a }') }],
    ['a hash that doesn’t match the query', 400, { query: CLIENT, extensions: persisted('{ a }') }],
    ['an unknown documentId', 400, { documentId: 'sha256:0' }],
    ['a document with a syntax error', 400, { query: '{' }],
    ['an unknown field', 400, { query: '{ nothing }' }],
    ['an unknown field, for application/json', 200, { query: '{ nothing }' }, { accept: 'application/json' }],
    ['no query', 400, {}],
    ['variables that are not JSON', 400, { query: CLIENT, variables: '{' }],
    ['a mutation', 405, { query: UPDATE }],
    ['a possible CSRF', 400, { query: CLIENT }, { origin: 'https://elsewhere.example' }],
    ['an unsupported Accept type', 406, { query: CLIENT }, { accept: 'text/plain' }],
    ['an unsupported charset', 415, { query: CLIENT }, { 'content-type': 'application/json; charset=utf-7' }],
    ['an event stream for a query', 200, { query: CLIENT }, STREAM],
    [
      'an event stream for a page of another origin',
      403,
      { query: CLIENT },
      { ...STREAM, origin: 'https://elsewhere.example' },
    ],
  ])('%s', async (_, status, parameters, headers = JSON_TYPE) => {
    for (let time = 0; time < 2; time += 1) {
      const { text, ...rest } = await seen(await get(parameters, headers));
      expect(text).toContain('"errors"');
      expect(rest).toEqual({ status, cacheControl: expect.stringMatching(/^no-store(, no-transform)?$/) });
    }
  });
});

describe('an error response to a POST request has no-store', () => {
  test.each<[string, number, string, Headers?]>([
    ['an unknown persisted query', 200, `{"extensions":${persisted('{ a }')}}`],
    ['a batch', 400, JSON.stringify([{ query: CLIENT }])],
    ['a body that is not JSON', 400, '{'],
    ['a body that is too large', 413, ' '.repeat(256 * 1024 + 1)],
    ['a compressed body', 415, '{}', { 'content-encoding': 'gzip' }],
    ['another content type', 415, '{}', { 'content-type': 'text/plain' }],
    ['an event stream for a query', 200, JSON.stringify({ query: CLIENT }), STREAM],
  ])('%s', async (_, status, body, headers = {}) => {
    const { text, ...rest } = await seen(await post(body, headers));
    expect(text).toContain('"errors"');
    expect(rest).toEqual({ status, cacheControl: expect.stringMatching(/^no-store(, no-transform)?$/) });
  });
});

describe('an error response has no-store', () => {
  test('from trusted documents instead of Apollo', async () => {
    await using board = await startSwitchboard({ trustedDocuments: { mode: 'enforce', manifest: null } });
    for (const parameters of [{ extensions: persisted(CLIENT) }, { query: CLIENT }]) {
      const { text, cacheControl } = await seen(await get(parameters, JSON_TYPE, board.url));
      expect(text).toMatch(/PersistedQueryNotFound|Only trusted documents/);
      expect(cacheControl).toBe('no-store');
    }
  });

  test('for a request without a key', async () => {
    await using board = await startSwitchboard({ auth: anAuth([anApiKey('some')]) });
    const answer = await seen(await get({ query: CLIENT }, JSON_TYPE, board.url));
    expect(answer).toMatchObject({ status: 401, cacheControl: 'no-store' });
  });

  test.each([
    ['an unknown path', 'GET /nothing', 404],
    ['a path that can’t be decoded', 'GET /%zz', 404],
    ['another method', 'DELETE /graphql', 405],
    ['malformed HTTP', 'GET /graphql?query={ client', 400],
    ['a header section that is too large', `GET /graphql?query=${'x'.repeat(20_000)}`, 431],
  ])('for %s', async (_, start, status) => {
    const answer = await rawExchange(remembering.board.url, rawRequest(start));
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/^cache-control: no-store\r$/im);
  });
});
