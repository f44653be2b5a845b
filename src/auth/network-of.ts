import { isIP, isIPv6 } from 'node:net';

const GROUPS = 8;
/** The groups of a /64 network, of 16 bits each. */
const NETWORK_GROUPS = 4;
const IPV4_MAPPED = '0:0:0:0:0:ffff';

/** The IP address that a proxy reports, without the port that some add; `unknown` for any other text. */
export function addressIn(text: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\](?::\d+)?|([^:]+):\d+)$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? text;
  return isIP(address) === 0 ? 'unknown' : address;
}

/**
 * The name under which an address is counted: for an IPv6 address its /64 network, such as `2001:db8:0:1`, because one
 * host usually has a whole network. An IPv4-mapped address is counted as its IPv4 address. Reads it as `addressIn` does.
 */
export function networkOf(text: string): string {
  const address = addressIn(text);
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  if (groups.slice(0, -2).join(':') !== IPV4_MAPPED) return groups.slice(0, NETWORK_GROUPS).join(':');
  return groups
    .slice(-2)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((number) => [number >> 8, number & 0xff])
    .join('.');
}

/** The eight groups of an IPv6 address, in lower-case hexadecimal without leading zeros. */
function groupsOf(address: string): readonly string[] {
  const [unscoped = ''] = address.split('%');
  // A URL's host is normalized, but abbreviated (RFC 5952).
  const { hostname } = new URL(`http://[${unscoped}]`);
  const [before = [], after = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(GROUPS - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after];
}
