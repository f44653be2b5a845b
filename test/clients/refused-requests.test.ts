import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ClientError, GraphQLClient } from 'graphql-request';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';

/* What clients report of a request that Switchboard refuses before it executes anything. */

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';
/** The `Accept` headers of Apollo Client 4, graphql-request and urql. */
const MODERN = [
  'application/graphql-response+json,application/json;q=0.9',
  'application/graphql-response+json, application/json',
  'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
];

const PER_MINUTE = 100;

let board: Switchboard;
let url: string;

beforeAll(async () => {
  board = await startSwitchboard({
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
    auth: { ...anAuth([anApiKey('front-end'), anApiKey('busy')]), requestsPerMinute: PER_MINUTE },
  });
  url = `${board.url}/graphql`;
});
afterAll(() => board.close());

describe('a client reports the code and message of', () => {
  test.each([
    ['a missing key', {}, 'UNAUTHENTICATED', 'The request needs an API key (x-api-key).'],
    ['an unknown key', { 'x-api-key': 'nobody' }, 'UNAUTHENTICATED', 'Unknown API key.'],
  ])('%s', async (_, headers, code, message) => {
    expect(await refusalsOf(headers)).toEqual(Array(3).fill([code, message]));
  });

  test('too many requests', async () => {
    const headers = { 'x-api-key': 'busy' };
    const asked = Array.from({ length: PER_MINUTE }, () => board.query('{ __typename }', {}, headers));
    await Promise.all(asked);
    expect(await refusalsOf(headers)).toEqual(
      Array(3).fill(['RATE_LIMITED', expect.stringMatching(/^Too many requests; retry in \d+ s\.$/)]),
    );
  });
});

describe('the refusal has the media type that the Accept header selects', () => {
  test.each([
    ['without a key', 401, { query: '{ __typename }' }, { 'x-api-key': '' }],
    ['with a body that isn’t JSON', 400, '{', {}],
    ['with a body that is too large', 413, `{"query":"${'x'.repeat(300_000)}"}`, {}],
    ['with another content type', 415, '{}', { 'content-type': 'text/plain' }],
    ['with a compressed body', 415, '{}', { 'content-encoding': 'gzip' }],
    ['with an unknown document', 400, { documentId: 'unknown' }, {}],
    ['of batched operations', 400, [{ query: '{ __typename }' }], {}],
  ])('%s', async (_, status, body, headers) => {
    const types = await Promise.all(
      [...MODERN, 'application/json', '*/*', 'application/json, application/graphql-response+json;q=0.9'].map(
        async (accept) => {
          const response = await fetch(url, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-api-key': 'front-end', accept, ...headers },
            body: typeof body === 'string' ? body : JSON.stringify(body),
          });
          expect(response.status).toBe(status);
          return response.headers.get('content-type');
        },
      ),
    );
    expect(types).toEqual([...MODERN.map(() => GRAPHQL_TYPE), JSON_TYPE, JSON_TYPE, JSON_TYPE]);
  });
});

/** The code and message of the error that each client reports. */
async function refusalsOf(headers: Readonly<Record<string, string>>) {
  const apollo = new ApolloClient({ link: new HttpLink({ uri: url, headers }), cache: new InMemoryCache() });
  const urql = new Client({
    url,
    exchanges: [fetchExchange],
    fetchOptions: { headers },
    preferGetMethod: false,
  });
  const { error } = await apollo.query({ query: gql('{ client { id } }'), errorPolicy: 'all' });
  apollo.stop();
  const fromUrql = await urql.query('{ client { id } }', {}).toPromise();
  const fromRequest = await new GraphQLClient(url, { headers })
    .rawRequest('{ client { id } }')
    .catch((failure: unknown) => {
      if (failure instanceof ClientError) return failure.response;
      throw failure;
    });
  const told: readonly (ToldError | undefined)[] = [
    CombinedGraphQLErrors.is(error) ? error.errors[0] : undefined,
    fromUrql.error?.graphQLErrors[0],
    fromRequest.errors?.[0],
  ];
  return told.map((each) => [each?.extensions?.['code'], each?.message]);
}

interface ToldError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}
