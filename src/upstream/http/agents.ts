import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { portOf, proxyOf, unbracketed } from './proxy-of.js';
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
