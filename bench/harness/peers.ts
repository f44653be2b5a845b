import { fileURLToPath } from 'node:url';
import type { ServerCommand } from './server-process.ts';

const PEERS = fileURLToPath(new URL('../peers/', import.meta.url));

/** Which range of calls the peers that keep everything in memory read when they start. */
export interface MemoryRange {
  readonly from: string;
  readonly to: string;
}

/** Where a peer's data are: in memory, all of a range; or nowhere, so that it asks the providers every time. */
export type PeerData = MemoryRange | 'asked anew';

/** As they are called in the tables. */
export const PEER_NAMES = {
  handWritten: 'hand-written node:http',
  mercurius: 'Mercurius with JIT',
  apollo: 'Apollo Server with DataLoader',
} as const;

/** A `node:http` server that writes the answers without GraphQL. */
export function handWritten(providersUrl: string, data: PeerData): ServerCommand {
  return peer(PEER_NAMES.handWritten, 'hand-written.mjs', {
    ...dataVariables(data),
    PROVIDERS_URL: providersUrl,
  });
}

/** Mercurius with graphql-jit and plain resolvers. */
export function mercurius(providersUrl: string, data: PeerData): ServerCommand {
  return peer(PEER_NAMES.mercurius, 'mercurius.mjs', { ...dataVariables(data), PROVIDERS_URL: providersUrl });
}

/** Apollo Server with DataLoaders made for each request. */
export function apollo(providersUrl: string, data: PeerData): ServerCommand {
  return peer(PEER_NAMES.apollo, 'apollo.mjs', { ...dataVariables(data), PROVIDERS_URL: providersUrl });
}

/** GraphQL Mesh on Hive Gateway, which asks the providers every time. */
export function mesh(providersUrl: string): ServerCommand {
  return peer('Mesh on Hive Gateway', 'mesh.mjs', { PROVIDERS_URL: providersUrl });
}

/** The same with its response cache. */
export function meshCached(providersUrl: string): ServerCommand {
  return peer('Mesh, response cache', 'mesh.mjs', { PROVIDERS_URL: providersUrl, RESPONSE_CACHE: 'on' });
}

function dataVariables(data: PeerData): Readonly<Record<string, string>> {
  return data === 'asked anew' ? { CACHE: 'off' } : { MEMORY_FROM: data.from, MEMORY_TO: data.to };
}

function peer(name: string, file: string, environment: Readonly<Record<string, string>>): ServerCommand {
  return { name, module: PEERS + file, environment };
}
