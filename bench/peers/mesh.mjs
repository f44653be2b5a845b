import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createGatewayRuntime } from '@graphql-hive/gateway';
import InMemoryLRUCache from '@graphql-mesh/cache-inmemory-lru';
import { admit } from './edge.mjs';
import { resolvers } from './mesh/additional-resolvers.mjs';

/*
 * GraphQL Mesh on Hive Gateway. The links, and the reading of what the providers write in several forms, are
 * additional resolvers over the REST APIs' own fields. With RESPONSE_CACHE=on it keeps answers for an hour.
 */

const MILLISECONDS_KEPT = 3_600_000;

const gateway = createGatewayRuntime({
  supergraph: await composedSchema(),
  additionalTypeDefs: await readFile(new URL('schema.graphql', import.meta.url), 'utf8'),
  additionalResolvers: resolvers,
  ...(process.env.RESPONSE_CACHE === 'on' && {
    cache: new InMemoryLRUCache(),
    responseCaching: { session: () => null, ttl: MILLISECONDS_KEPT },
  }),
  logging: false,
});

createServer((request, response) => {
  if (admit(request, response)) gateway(request, response);
  else response.writeHead(401).end();
}).listen(Number(process.env.PORT), '127.0.0.1');

async function composedSchema() {
  const compose = fileURLToPath(new URL('node_modules/.bin/mesh-compose', import.meta.url));
  const config = fileURLToPath(new URL('mesh/mesh.config.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [compose, '--config-path', config]);
  return stdout;
}
