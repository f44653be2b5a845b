const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * A provider's address without the slashes at its end, or null where it can't be one:
 * https, or http to a loopback host, without credentials, query, fragment or blanks.
 */
export function parseAddress(text: string): URL | null {
  if (/[\s\p{Cc}?#@]/u.test(text)) return null;
  const url = URL.parse(text);
  if (url === null) return null;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) return null;
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}
