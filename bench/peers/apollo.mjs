import { readFile } from 'node:fs/promises';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import DataLoader from 'dataloader';
import { CachedProviders } from './apollo/cached-providers.mjs';
import { FetchedProviders } from './apollo/fetched-providers.mjs';
import { DateTime } from './date-time.mjs';
import { newestWithin } from './providers/call-range.mjs';
import { decodeCall, decodeClient, decodeExtension, decodeNotes, Directory } from './providers/decode.mjs';

/*
 * Apollo Server as its documentation sets it up: standalone, data sources and DataLoaders made for every
 * request; answers kept in the server's own cache. With CACHE=off the providers are asked anew each time, by plain fetch.
 */

const resolvers = {
  DateTime,
  Query: {
    calls: async (_root, { from, to, first }, { providers }) => {
      const records = await providers.callHistory(from, to);
      const found = newestWithin(records, from, to);
      return { totalCount: found.length, nodes: found.slice(0, first).map(decodeCall) };
    },
  },
  Call: {
    notes: ({ uuid, hasNotes }, _args, { notesByCall }) => (hasNotes ? notesByCall.load(uuid) : []),
    client: (_call, _args, { clients }) => clients.load('@me'),
  },
  CallAgent: {
    extension: ({ internalNumber }, _args, { extensionByNumber }) => extensionByNumber.load(internalNumber),
  },
};

const server = new ApolloServer({
  typeDefs: await readFile(new URL('schema.graphql', import.meta.url), 'utf8'),
  resolvers,
});

await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: Number(process.env.PORT) },
  context: async () => {
    const providers =
      process.env.CACHE === 'off' ? new FetchedProviders() : new CachedProviders({ cache: server.cache });
    return { providers, ...loaders(providers) };
  },
});

function loaders(providers) {
  return {
    extensionByNumber: new DataLoader(async (numbers) => {
      const { EXTENSIONS } = await providers.extensions();
      const directory = new Directory(EXTENSIONS.map(decodeExtension));
      return numbers.map((number) => directory.find(number));
    }),
    clients: new DataLoader(async (ids) => {
      const client = decodeClient(await providers.client());
      return ids.map(() => client);
    }),
    notesByCall: new DataLoader((uuids) =>
      Promise.all(uuids.map(async (uuid) => decodeNotes((await providers.notes(uuid)).data))),
    ),
  };
}
