import type { FastifyInstance } from 'fastify';
import { isLoopback } from '../config/address.js';
import type { ServerSettings } from '../config/settings.js';
import { sendHttpError } from './http-errors.js';

const TWO_HOSTS = 'The request has several `Host` headers; expected one.';

/**
 * Rejects requests for a foreign host name with 421. Another site could make its name resolve to this address
 * (DNS rebinding), which would let its pages read the responses. Without authentication, only loopback
 * names and `hosts` are valid; with authentication, only `hosts`, or every name if `hosts` is empty. Health
 * checks are always served, because probes use the address of a container. Rejects two `Host` headers with 400.
 */
export function registerHostNames(
  fastify: FastifyInstance,
  { hosts }: Pick<ServerSettings, 'hosts'>,
  authenticated: boolean,
): void {
  fastify.addHook('onRequest', ({ raw }, reply, done) => {
    // RFC 9112, 3.2; Node would ignore the second.
    if (hasTwoHosts(raw.rawHeaders)) sendHttpError(reply, 400, TWO_HOSTS);
    else done();
  });
  const names = new Set(hosts);
  if (authenticated && names.size === 0) return;
  fastify.addHook('onRequest', (request, reply, done) => {
    const name = hostName(authorityOf(request.raw.url ?? '') ?? request.headers.host ?? '');
    const isServed = names.has(name) || (!authenticated && isLocal(name));
    if (isServed || /^\/health(\/|$)/.test(request.routeOptions.url ?? '')) done();
    else
      sendHttpError(
        reply,
        421,
        'This server does not accept this host name; see the setting `server.hosts`.',
      );
  });
}

/** `rawHeaders`: names and values in turn. */
function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  const isHost = (text: string, index: number) =>
    index % 2 === 0 && text.length === 4 && text.toLowerCase() === 'host';
  return rawHeaders.findIndex(isHost) !== rawHeaders.findLastIndex(isHost);
}

/** The host and port of an absolute URL, which replace `Host` (RFC 9112, 3.2.2); null for a path. */
function authorityOf(url: string): string | null {
  return /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? null;
}

/** The host in lower case, without port and the brackets of an IPv6 address; empty if the header is malformed. */
function hostName(header: string): string {
  const [, address, name] = /^(?:\[([\da-f:.]+)\]|([^:[\]]*?)\.?)(?::\d*)?$/i.exec(header) ?? [];
  return (address ?? name ?? '').toLowerCase();
}

/** Whether a name denotes this machine and no name server can redirect it (RFC 6761, 6.3). */
function isLocal(name: string): boolean {
  return isLoopback(name) || name.endsWith('.localhost');
}
