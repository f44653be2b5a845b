import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { proxyOf } from './proxy-of.js';
import type { ProxySettings } from '../../config/settings.js';

/** Connection pools, direct and through proxies. */
export interface Agents {
  /** The agent for requests to an address. */
  agentFor(url: URL): HttpAgent;
  /** Drops every connection. */
  destroy(): void;
}

/** Agents with these options; `proxyOf` decides whether an address is reached through a proxy. */
export function createAgents(options: { readonly keepAlive: boolean }, proxy?: ProxySettings): Agents {
  const direct = { http: new HttpAgent(options), https: new HttpsAgent(options) };
  const proxied = {
    http: new HttpAgent({ ...options, proxyEnv: { HTTP_PROXY: proxy?.http?.href } }),
    https: new HttpsAgent({ ...options, proxyEnv: { HTTPS_PROXY: proxy?.https?.href } }),
  };
  return {
    agentFor(url) {
      const { http, https } = proxyOf(url, proxy) === null ? direct : proxied;
      return url.protocol === 'https:' ? https : http;
    },
    destroy() {
      for (const { http, https } of [direct, proxied]) {
        http.destroy();
        https.destroy();
      }
    },
  };
}
