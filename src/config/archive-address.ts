import { isDecodable, isNear } from './address.js';

/** The archive's database: a file of this process, or a server with its credentials. */
export type ArchiveEngine =
  { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly url: URL };

const SQLITE = 'sqlite:';
/** Each of them encrypts the connection and verifies the server's certificate. */
const ENCRYPTED: readonly (string | null)[] = ['require', 'verify-ca', 'verify-full'];
const PARAMETERS: readonly string[] = ['sslmode', 'sslrootcert'];

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
