import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { BlockList, isIP } from 'node:net';
import type { ProxySettings } from '../../config/settings.js';

/**
 * Milliseconds after which the next address of a host is tried. Node then gives up the address before, so its own 250
 * are too few for a distant host or a busy process if the next address can't be reached.
 */
const ADDRESS_TIMEOUT = 500;

/** Connection pools with these options; `proxyOf` decides whether an address is reached through a proxy. */
export function createAgents({ keepAlive }: { readonly keepAlive: boolean }, proxy?: ProxySettings) {
  const options = { keepAlive, autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT };
  const direct = { http: new HttpAgent(options), https: new HttpsAgent(options) };
  const proxied = {
    http: new HttpAgent({ ...options, proxyEnv: { HTTP_PROXY: proxy?.http?.href } }),
    https: new HttpsAgent({ ...options, proxyEnv: { HTTPS_PROXY: proxy?.https?.href } }),
  };

  /** The agent for requests to an address. */
  function agentFor(url: URL): HttpAgent {
    const { http, https } = proxyOf(url, proxy) === null ? direct : proxied;
    return url.protocol === 'https:' ? https : http;
  }

  return {
    agentFor,
    /** Drops the idle connections to the origin of an address. */
    destroyIdle(url: URL): void {
      const origin = `${unbracketed(url.hostname)}:${portOf(url)}:`;
      for (const [name, sockets] of Object.entries(agentFor(url).freeSockets)) {
        if (name.startsWith(origin)) for (const socket of sockets ?? []) socket.destroy();
      }
    },
    /** Drops every connection. */
    destroy(): void {
      for (const { http, https } of [direct, proxied]) {
        http.destroy();
        https.destroy();
      }
    },
  };
}

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.0/8', '::1'];

/** The proxy for an address; null for loopback and for addresses that bypass the proxy. */
export function proxyOf(url: URL, proxy: ProxySettings | undefined): URL | null {
  const through = url.protocol === 'https:' ? proxy?.https : proxy?.http;
  if (!through) return null;
  const host = unbracketed(url.hostname);
  const port = portOf(url);
  const bypass = [...LOOPBACK, ...(proxy?.bypass ?? [])];
  return bypass.some((entry) => isBypassed(host, port, entry)) ? null : through;
}

/** Reads an entry of NO_PROXY like curl and Go: a name includes its subdomains, a network its addresses. */
function isBypassed(host: string, port: string, entry: string): boolean {
  if (entry === '*') return true;
  const [, name = entry, wanted = port] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
  if (wanted !== port) return false;
  const pattern = unbracketed(name.toLowerCase()).replace(/^\*?\./, '');
  if (isIP(host) !== 0) return isInNetwork(host, pattern);
  return host === pattern || host.endsWith(`.${pattern}`);
}

function isInNetwork(host: string, network: string): boolean {
  const [address = '', bits] = network.split('/');
  const [family, longest] = isIP(address) === 6 ? (['ipv6', 128] as const) : (['ipv4', 32] as const);
  const length = bits === undefined ? longest : Number(bits);
  if (isIP(address) === 0 || !Number.isInteger(length) || length < 0 || length > longest) return false;
  const list = new BlockList();
  list.addSubnet(address, length, family);
  return list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

/** The port of an http: or https: address, as digits; the protocol's default if it names none. */
function portOf({ port, protocol }: URL): string {
  return port || (protocol === 'https:' ? '443' : '80');
}

/** A host name as Node expects it: an IPv6 address without brackets. */
function unbracketed(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
