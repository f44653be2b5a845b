import type { FastifyInstance } from 'fastify';
import { isLoopback } from '../config/address.js';
import type { ServerSettings } from '../config/settings.js';
import { sendHttpError } from './http-errors.js';

/**
 * Answers 421 to requests for another name than the server's. A page of another site can make its own name lead to
 * this address (DNS rebinding), and a browser then takes the server's answers for that page's own. Without
 * authentication only loopback names and `hosts` are served; with it only `hosts`, or any name if there are none.
 * Health checks are always answered: probes use the address of a container.
 */
export function registerHostNames(
  fastify: FastifyInstance,
  { hosts }: Pick<ServerSettings, 'hosts'>,
  authenticated: boolean,
): void {
  const names = new Set(hosts);
  if (authenticated && names.size === 0) return;
  fastify.addHook('onRequest', (request, reply, done) => {
    const name = hostName(request.headers.host ?? '');
    const isServed = names.has(name) || (!authenticated && isLocal(name));
    if (isServed || /^\/health(\/|$)/.test(request.routeOptions.url ?? '')) done();
    else
      sendHttpError(
        reply,
        421,
        'This server is not reached by this host name: see the setting `server.hosts`.',
      );
  });
}

/** The host of `Host` in lower case, without its port and an IPv6 address's brackets; empty if it can't be read. */
function hostName(header: string): string {
  const [, address, name] = /^(?:\[([\da-f:.]+)\]|([^:[\]]*?)\.?)(?::\d*)?$/i.exec(header) ?? [];
  return (address ?? name ?? '').toLowerCase();
}

/** Names of this machine, which no name server can redirect (RFC 6761, 6.3). */
function isLocal(name: string): boolean {
  return isLoopback(name) || name.endsWith('.localhost');
}
