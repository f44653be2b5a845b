import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { expect, test } from '@jest/globals';
import { print } from 'graphql';
import { startSwitchboard } from '../support/a-switchboard.js';

const QUERY = gql('{ workspaces { id } }');

test.each([false, true])(
  'Apollo Client’s automatic persisted queries are answered, the second time by their hash; by GET: %s',
  async (useGETForHashedQueries) => {
    await using board = await startSwitchboard();
    const sent: string[] = [];
    const client = new ApolloClient({
      link: ApolloLink.from([
        new PersistedQueryLink({
          useGETForHashedQueries,
          generateHash: (document) => createHash('sha256').update(print(document)).digest('hex'),
        }),
        new HttpLink({
          uri: `${board.url}/graphql`,
          fetch: (url, options) => {
            sent.push(JSON.stringify([url, options?.body]).includes('workspaces') ? 'text' : 'hash');
            return fetch(url, options);
          },
        }),
      ]),
      cache: new InMemoryCache(),
    });
    for (let time = 0; time < 2; time += 1) {
      const { data } = await client.query({ query: QUERY, fetchPolicy: 'network-only' });
      expect(data).toMatchObject({ workspaces: [{ id: 'sandbox' }] });
    }
    client.stop();
    expect(sent).toEqual(['hash', 'text', 'hash']);
  },
);
