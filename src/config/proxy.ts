import { isDecodable } from './address.js';
import type { Environment } from './environment/environment.js';
import { type ReadFile, secretOf } from './environment/secret-files.js';
import { fileVariable } from './environment/settings-environment.js';
import type { SettingsProblem } from './settings-error.js';
import type { ProxySettings } from './settings.js';

const EXPECTED =
  'an http: or https: address such as http://name:password@proxy.example.com:3128, without path';
const [HTTPS, HTTP] = ['HTTPS_PROXY', 'HTTP_PROXY'] as const;
/** The variables that name files with the address of a proxy. */
export const PROXY_FILES: readonly string[] = [HTTPS, HTTP].map(fileVariable);
const SUPPORTED = process.allowedNodeEnvironmentFlags.has('--use-env-proxy');

/**
 * The proxies of `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`; the same names in lower case take precedence. undefined
 * without any. `problems`: those of invalid addresses.
 */
export function readProxy(
  environment: Environment,
  readFile: ReadFile,
): { readonly proxy: ProxySettings | undefined; readonly problems: readonly SettingsProblem[] } {
  const problems: SettingsProblem[] = [];

  function addressOf(name: string): URL | null {
    const variable = environment[name.toLowerCase()] ? name.toLowerCase() : name;
    const given = secretOf(variable, environment, readFile);
    if (given === null) return null;
    const key = environment[fileVariable(variable)] ? fileVariable(variable) : variable;
    const url = 'text' in given ? parseProxy(given.text) : null;
    if (url === null) problems.push({ key, expected: 'text' in given ? EXPECTED : given.expected });
    else if (!SUPPORTED)
      problems.push({ key, expected: 'Node.js 22.21 or 24.5, the first versions that support proxies' });
    return url;
  }

  const [https, http] = [addressOf(HTTPS), addressOf(HTTP)];
  const bypass = (environment['no_proxy'] || environment['NO_PROXY'] || '').split(/[\s,]+/).filter(Boolean);
  return { proxy: https === null && http === null ? undefined : { https, http, bypass }, problems };
}

function parseProxy(text: string): URL | null {
  if (/[\s\p{Cc}?#]/u.test(text)) return null;
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/') return null;
  return isDecodable(url.username) && isDecodable(url.password) ? url : null;
}
