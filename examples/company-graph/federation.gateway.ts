import { once } from 'node:events';
import { createServer } from 'node:http';
import { composeServices } from '@apollo/composition';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import http from '@graphql-mesh/transport-http';
import { parse } from 'graphql';
import { gatewayConfig } from '../../ops/gateway/gateway.config.ts';
import { readSdl } from './sdl.ts';
import type { Service } from './service.ts';

/** Composes the supergraph of running subgraphs, by name, from their `_service`. Rejects if they don't compose. */
export async function composeSupergraph(
  subgraphs: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const services = Object.entries(subgraphs).map(async ([name, url]) => ({
    name,
    url,
    typeDefs: parse(await readSdl(url, '_service', headers)),
  }));
  const { errors = [], supergraphSdl } = composeServices(await Promise.all(services));
  if (supergraphSdl === undefined) throw new AggregateError(errors, 'The subgraphs do not compose.');
  return supergraphSdl;
}

/** Hive Gateway with the configuration of ops/gateway, on a supergraph. */
export async function startFederationGateway(supergraph: string, port: number): Promise<Service> {
  const gateway = createGatewayRuntime({
    ...gatewayConfig,
    supergraph,
    transports: { http },
    logging: 'warn',
  });
  const server = createServer((request, response) => void gateway(request, response));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const chosen = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${chosen}/graphql`,
    async close() {
      server.close();
      server.closeAllConnections();
      await gateway[Symbol.asyncDispose]();
    },
  };
}
