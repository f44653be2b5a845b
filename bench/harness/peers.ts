import { fileURLToPath } from 'node:url';
import type { ServerCommand } from './server-process.ts';

const PEERS = fileURLToPath(new URL('../peers/', import.meta.url));

/** The range of calls that peers which keep everything in memory read when they start. */
export interface MemoryRange {
  readonly from: string;
  readonly to: string;
}

/** The source of a peer's data: a range in memory, or requests to the providers each time. */
export type PeerData = MemoryRange | 'asked anew';

/** Their names in the tables. */
export const PEER_NAMES = {
  handWritten: 'hand-written node:http',
  mercurius: 'Mercurius with JIT',
  apollo: 'Apollo Server with DataLoader',
} as const;

/** A `node:http` server that writes the responses without GraphQL. */
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

/** Apollo Server with DataLoaders created per request. */
export function apollo(providersUrl: string, data: PeerData): ServerCommand {
  return peer(PEER_NAMES.apollo, 'apollo.mjs', { ...dataVariables(data), PROVIDERS_URL: providersUrl });
}

/** GraphQL Mesh on Hive Gateway, which requests everything from the providers each time. */
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
