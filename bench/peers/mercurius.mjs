import { readFile } from 'node:fs/promises';
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { DateTime } from './date-time.mjs';
import { within } from './providers/call-range.mjs';
import { readIntoMemory } from './providers/memory.mjs';

/*
 * Mercurius with graphql-jit: plain resolvers over memory, none of which answers with a promise.
 */

const { calls, notes, directory, client } = await readIntoMemory();

const resolvers = {
  DateTime,
  Query: {
    calls: (_root, { from, to, first }) => {
      const found = within(calls, from, to);
      return { totalCount: found.length, nodes: found.slice(0, first) };
    },
  },
  Call: {
    notes: ({ uuid, hasNotes }) => (hasNotes ? (notes.get(uuid) ?? []) : []),
    client: () => client,
  },
  CallAgent: { extension: ({ internalNumber }) => directory.find(internalNumber) },
};

const server = Fastify();
const schema = await readFile(new URL('schema.graphql', import.meta.url), 'utf8');
await server.register(mercurius, { schema, resolvers, jit: 1, path: '/graphql' });
await server.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
