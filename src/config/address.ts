import { BlockList, isIP } from 'node:net';

const PRIVATE = new BlockList();
PRIVATE.addSubnet('10.0.0.0', 8);
PRIVATE.addSubnet('172.16.0.0', 12);
PRIVATE.addSubnet('192.168.0.0', 16);
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
/** A host name by which containers of one network reach each other. */
const ONE_LABEL = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/i;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** The archive's database: a file of this process, or a server with its credentials. */
export type ArchiveEngine =
  { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly url: URL };

const SQLITE = 'sqlite:';
/** Each of them encrypts the connection and verifies the server's certificate. */
const ENCRYPTED: readonly (string | null)[] = ['require', 'verify-ca', 'verify-full'];
const PARAMETERS: readonly string[] = ['sslmode', 'sslrootcert'];

/** Whether only this machine can reach a server that listens on this host. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(isIP(host) === 6 ? `[${host}]` : host.toLowerCase());
}

/**
 * A provider's address without trailing slashes; null unless it is https, or http to a loopback host, without
 * credentials, query, fragment or blanks.
 */
export function parseAddress(text: string): URL | null {
  if (/[\s\p{Cc}?#@]/u.test(text)) return null;
  const url = URL.parse(text);
  if (url === null) return null;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) return null;
  url.pathname = url.pathname.replace(/(?<!\/)\/+$/, '');
  return url;
}

/**
 * A Redis address with its user name, password and database number, if any. null unless it is rediss, or redis to a
 * loopback host, a private address (RFC 1918, RFC 4193) or a host name of one label; without query, fragment or blanks.
 */
export function parseRedisAddress(text: string): URL | null {
  if (/[\s\p{Cc}?#]/u.test(text)) return null;
  const url = URL.parse(text);
  if (url === null || url.hostname === '' || !/^(\/\d{0,5})?$/.test(url.pathname)) return null;
  if (!isDecodable(url.username) || !isDecodable(url.password)) return null;
  return url.protocol === 'rediss:' || (url.protocol === 'redis:' && isNear(url.hostname)) ? url : null;
}

/**
 * The engine that an archive's address names: `sqlite:` and a path, or postgres with a host and a database, without TLS
 * only to a loopback host, a private address or a host name of one label. null for anything else.
 */
export function parseArchiveAddress(text: string): ArchiveEngine | null {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return null;
  if (text.startsWith(SQLITE)) {
    const path = text.slice(SQLITE.length);
    return path.trim() === '' || path.startsWith('//') ? null : { kind: 'sqlite', path };
  }
  const url = URL.parse(text);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) return null;
  if (url.hostname === '' || !/^\/[^/]+$/.test(url.pathname) || url.hash !== '') return null;
  if (![url.username, url.password, url.pathname].every(isDecodable)) return null;
  const names = [...url.searchParams.keys()];
  // The driver uses the last of a parameter's values.
  if (new Set(names).size < names.length || !names.every((name) => PARAMETERS.includes(name))) return null;
  const isSafe = isNear(url.hostname) || ENCRYPTED.includes(url.searchParams.get('sslmode'));
  return isSafe ? { kind: 'postgres', url } : null;
}

/** Whether a host is this machine, has a private address, or has a name of one label, such as a container. */
function isNear(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  if (LOOPBACK.test(hostname)) return true;
  return version === 0 ? ONE_LABEL.test(address) : PRIVATE.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

/** Whether every `%` in the text begins a valid escape. */
export function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
