import { BlockList, isIP } from 'node:net';
import { isLoopback } from './address.js';
import type { Environment } from './environment.js';
import { type ReadFile, secretOf } from './secret-files.js';
import type { SettingsProblem } from './settings-error.js';
import type { ProxySettings, Settings } from './settings.js';

const EXPECTED =
  'an http: or https: address such as http://name:password@proxy.example.com:3128, without path';
const SUPPORTED = process.allowedNodeEnvironmentFlags.has('--use-env-proxy');
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' };

/**
 * The proxies of `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, or of the same names in lower case, which win; undefined
 * without any. `problems` are those of addresses that can't be one.
 */
export function readProxy(
  environment: Environment,
  readFile: ReadFile,
): { readonly proxy: ProxySettings | undefined; readonly problems: readonly SettingsProblem[] } {
  const problems: SettingsProblem[] = [];

  function addressOf(name: string): URL | null {
    const key = environment[name.toLowerCase()] ? name.toLowerCase() : name;
    const given = secretOf(key, environment, readFile);
    if (given === null) return null;
    const url = 'text' in given ? parseProxy(given.text) : null;
    if (url === null) problems.push({ key, expected: 'text' in given ? EXPECTED : given.expected });
    else if (!SUPPORTED)
      problems.push({ key, expected: 'Node.js 22.21 or 24.5, the first that know proxies' });
    return url;
  }

  const [https, http] = [addressOf('HTTPS_PROXY'), addressOf('HTTP_PROXY')];
  const bypass = (environment['no_proxy'] || environment['NO_PROXY'] || '').split(/[\s,]+/).filter(Boolean);
  return { proxy: https === null && http === null ? undefined : { https, http, bypass }, problems };
}

/** The proxy through which an address is reached; null for loopback, and what is reached directly. */
export function proxyOf(url: URL, proxy: ProxySettings | undefined): URL | null {
  const through = url.protocol === 'https:' ? proxy?.https : proxy?.http;
  if (!through || isLoopback(url.hostname)) return null;
  const host = unbracketed(url.hostname);
  const port = url.port || DEFAULT_PORTS[url.protocol];
  return proxy?.bypass.some((entry) => isBypassed(host, port, entry)) === true ? null : through;
}

/** As curl and Go read it: a name stands for its subdomains too, a network for its addresses. */
function isBypassed(host: string, port: string | undefined, entry: string): boolean {
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

function parseProxy(text: string): URL | null {
  if (/[\s\p{Cc}?#]/u.test(text)) return null;
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  return url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' ? url : null;
}

function unbracketed(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/** The same settings, of which everything that leaves the machine goes through these proxies. */
export function withProxy(settings: Settings, proxy: ProxySettings | undefined): Settings {
  const { upstream, auth } = settings;
  const jwt = auth?.jwt && { ...auth.jwt, proxy };
  return { ...settings, upstream: { ...upstream, proxy }, auth: auth && { ...auth, jwt: jwt ?? null } };
}
