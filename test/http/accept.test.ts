import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CLIENT,
  startRemembering,
  UPDATE,
  type RememberingSwitchboard,
} from '../operations/response-cache/a-remembering-switchboard.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

let remembering: RememberingSwitchboard;

beforeAll(async () => {
  remembering = await startRemembering();
});
afterAll(() => remembering.board.close());
beforeEach(() => remembering.board.sandbox.clearRequests());

const post = (accept: string, query = CLIENT, headers = {}) =>
  fetch(`${remembering.board.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...headers },
    body: JSON.stringify({ query }),
  });

describe('the response has the media type that the Accept header selects', () => {
  test.each([
    ['an unknown parameter', 'application/json;v=2', JSON_TYPE],
    ['a charset', 'application/json; charset=UTF-8', JSON_TYPE],
    ['another charset', 'application/json;charset=iso-8859-2', JSON_TYPE],
    ['a quoted parameter with separators', 'application/json; a="x,y;z\\"", text/html', JSON_TYPE],
    [
      'a parameter before the quality value',
      'application/json;v=2;q=0.5, application/graphql-response+json;q=0.9',
      GRAPHQL_TYPE,
    ],
    ['quality values', 'application/graphql-response+json;q=0.1, application/json', JSON_TYPE],
    ['a quality value of zero', 'application/json;q=0, */*', GRAPHQL_TYPE],
    ['uppercase letters', 'Application/GraphQL-Response+JSON; Q=1', GRAPHQL_TYPE],
    ['any subtype', 'application/*;v=1', JSON_TYPE],
    ['any type, with a parameter', '*/*;v=1', JSON_TYPE],
    ['empty elements', ', application/json;;q=1, ', JSON_TYPE],
    ['only malformed media ranges', 'nonsense, /, a/b/c', JSON_TYPE],
    ['a quality value that is not a number', 'application/json;q=much', JSON_TYPE],
    ['a gateway’s parameter for the media type’s version', 'application/json;callbackSpec=1.0', JSON_TYPE],
    ['JSON before a stream', 'text/event-stream, application/json;v=2', JSON_TYPE],
  ])('%s', async (_, accept, type) => {
    for (let time = 0; time < 3; time += 1) {
      const response = await post(accept);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
      expect(await response.json()).toMatchObject({ data: { client: { name: 'ringme_test' } } });
    }
  });

  // Red if a type with `q=0` counts as accepted.
  test('a quality value of zero for JSON selects the event stream', async () => {
    const { headers } = await post('text/event-stream, application/json;q=0');
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  });

  test.each([
    ['JSON by name', 'APPLICATION/json;v=1', 200],
    ['JSON by name with q=0', 'application/json;q=0, */*', 400],
    ['both, one of them with q=0', 'application/json, application/graphql-response+json;q=0', 200],
    ['both types', 'application/json, application/graphql-response+json', 400],
  ])('the status of an invalid query depends on the negotiated type: %s', async (_, accept, status) => {
    expect((await post(accept, '{ nothing }')).status).toBe(status);
  });
});

describe('a request that accepts none of the supported types', () => {
  test.each(['text/html', 'application/xml;q=0.9', 'application/json;q=0', 'text/*'])(
    'gets status 406 with no-store every time: %s',
    async (accept) => {
      await post('application/json');
      for (let time = 0; time < 3; time += 1) {
        const response = await post(accept);
        expect([response.status, response.headers.get('cache-control')]).toEqual([406, 'no-store']);
        expect(response.headers.get('content-type')).toBe(JSON_TYPE);
        expect(await response.json()).toEqual({
          errors: [
            {
              message: expect.stringMatching(/application\/json, application\/graphql-response\+json/),
              extensions: { code: 'BAD_REQUEST' },
            },
          ],
        });
      }
    },
  );

  // Red if only Apollo checks the type: it does so after execution.
  test('does not execute its mutation', async () => {
    expect((await post('text/html', UPDATE)).status).toBe(406);
    expect(remembering.board.sandbox.requests).toEqual([]);
  });
});
