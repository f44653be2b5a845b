import { readFile } from 'node:fs/promises';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import DataLoader from 'dataloader';
import { GraphQLError } from 'graphql';
import { DateTime } from './date-time.mjs';
import { admit } from './edge.mjs';
import { live } from './providers/live.mjs';
import { readIntoMemory } from './providers/memory.mjs';

/*
 * Apollo Server as its documentation sets it up: standalone, DataLoaders made for every request. They load from
 * memory; with CACHE=off from the providers, anew each time.
 */

const memory = process.env.CACHE === 'off' ? null : await readIntoMemory();

const resolvers = {
  DateTime,
  Query: { calls: (_root, { from, to, first }, { source }) => source.page(from, to, first) },
  Call: {
    notes: ({ uuid, hasNotes }, _args, { notesByCall }) => (hasNotes ? notesByCall.load(uuid) : []),
    client: (_call, _args, { clients }) => clients.load('@me'),
    extension: ({ agents: [agent] }, _args, { extensionByNumber }) =>
      agent === undefined ? null : extensionByNumber.load(agent.internalNumber),
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
  context: async ({ req, res }) => {
    if (!admit(req, res))
      throw new GraphQLError('The API key is missing or unknown.', { extensions: { http: { status: 401 } } });
    const source = memory ?? live();
    return { source, ...loaders(source) };
  },
});

function loaders(source) {
  return {
    extensionByNumber: new DataLoader(async (numbers) =>
      Promise.all(numbers.map((each) => source.extension(each))),
    ),
    clients: new DataLoader(async (ids) => Promise.all(ids.map(() => source.client()))),
    notesByCall: new DataLoader(async (uuids) => Promise.all(uuids.map((uuid) => source.notes(uuid)))),
  };
}
