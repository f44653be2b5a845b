import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { proxyOf } from './proxy-of.js';
import type { ProxySettings } from '../../config/settings.js';

/** Connections, direct ones and those through proxies. */
export interface Agents {
  /** The agent by which an address is reached. */
  agentFor(url: URL): HttpAgent;
  /** Drops every connection. */
  destroy(): void;
}

/** Agents with these options; whether an address is reached through a proxy is for `proxyOf` to say. */
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
