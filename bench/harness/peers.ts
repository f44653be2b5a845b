import { fileURLToPath } from 'node:url';
import type { ServerCommand } from './server-process.ts';

const PEERS = fileURLToPath(new URL('../peers/', import.meta.url));

/** Which range of calls the peers that keep everything in memory read when they start. */
export interface MemoryRange {
  readonly from: string;
  readonly to: string;
}

/** A `node:http` server that writes the main query's answer without GraphQL, from memory. */
export function handWritten(providersUrl: string, range: MemoryRange): ServerCommand {
  return peer('hand-written node:http', 'hand-written.mjs', memoryVariables(providersUrl, range));
}

/** Mercurius with graphql-jit and plain resolvers over memory. */
export function mercurius(providersUrl: string, range: MemoryRange): ServerCommand {
  return peer('Mercurius with JIT', 'mercurius.mjs', memoryVariables(providersUrl, range));
}

/** Apollo Server with RESTDataSource, its cache and DataLoader. */
export function apollo(providersUrl: string): ServerCommand {
  return peer('Apollo Server, cached', 'apollo.mjs', { PROVIDERS_URL: providersUrl });
}

/** Apollo Server with DataLoader over fetch, which asks the providers every time. */
export function apolloUncached(providersUrl: string): ServerCommand {
  return peer('Apollo Server, uncached', 'apollo.mjs', { PROVIDERS_URL: providersUrl, CACHE: 'off' });
}

function memoryVariables(providersUrl: string, { from, to }: MemoryRange) {
  return { PROVIDERS_URL: providersUrl, MEMORY_FROM: from, MEMORY_TO: to };
}

function peer(name: string, file: string, environment: Readonly<Record<string, string>>): ServerCommand {
  return { name, module: PEERS + file, environment };
}

/** GraphQL Mesh on Hive Gateway, which asks the providers every time. */
export function mesh(providersUrl: string): ServerCommand {
  return peer('Mesh on Hive Gateway', 'mesh.mjs', { PROVIDERS_URL: providersUrl });
}

/** The same with its response cache. */
export function meshCached(providersUrl: string): ServerCommand {
  return peer('Mesh, response cache', 'mesh.mjs', { PROVIDERS_URL: providersUrl, RESPONSE_CACHE: 'on' });
}
