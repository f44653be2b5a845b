import { readFile } from 'node:fs/promises';
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { DateTime } from './date-time.mjs';
import { admit } from './edge.mjs';
import { live } from './providers/live.mjs';
import { readIntoMemory } from './providers/memory.mjs';

/*
 * Mercurius with graphql-jit and plain resolvers. Over memory none of them answers with a promise; with CACHE=off the
 * providers are asked anew each time.
 */

const memory = process.env.CACHE === 'off' ? null : await readIntoMemory();

const resolvers = {
  DateTime,
  Query: { calls: (_root, { from, to, first }, { source }) => source.page(from, to, first) },
  Call: {
    notes: ({ uuid, hasNotes }, _args, { source }) => (hasNotes ? source.notes(uuid) : []),
    client: (_call, _args, { source }) => source.client(),
    extension: ({ agents: [agent] }, _args, { source }) =>
      agent === undefined ? null : source.extension(agent.internalNumber),
  },
  CallAgent: { extension: ({ internalNumber }, _args, { source }) => source.extension(internalNumber) },
};

const server = Fastify();
server.addHook('onRequest', (request, reply, done) => {
  if (admit(request.raw, reply.raw)) done();
  else reply.code(401).send();
});
const schema = await readFile(new URL('schema.graphql', import.meta.url), 'utf8');
const context = () => ({ source: memory ?? live() });
await server.register(mercurius, { schema, resolvers, context, jit: 1, path: '/graphql' });
await server.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
