const BY_NAME = /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/;
const BY_ADDRESS = /^(tcp|udp|sctp):\/\//;

/**
 * Whether Kubernetes or Docker sets a variable for a neighbouring service, whose name may start with one of our
 * prefixes: a service `redis` sets `REDIS_SERVICE_HOST`, `REDIS_PORT_6379_TCP_ADDR`, and `REDIS_PORT` with an address.
 */
export function isServiceVariable(name: string, value = ''): boolean {
  return BY_NAME.test(name) || (name.endsWith('_PORT') && BY_ADDRESS.test(value));
}
