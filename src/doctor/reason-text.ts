import type { FailureReason } from '../domain/upstream/failure-reason.js';

const CHAIN = 'add the authority to NODE_EXTRA_CA_CERTS, or let the server send its whole chain.';

const TEXTS: { readonly [Each in FailureReason]: string } = {
  CERT_HAS_EXPIRED: 'Its certificate has expired.',
  CERT_NOT_YET_VALID: 'Its certificate isn’t valid yet: is our clock right?',
  CERT_REVOKED: 'Its certificate has been revoked.',
  CERT_UNTRUSTED: 'Its certificate isn’t trusted.',
  CERT_REJECTED: 'Its certificate is rejected.',
  CERT_SIGNATURE_FAILURE: 'The signature of its certificate is wrong.',
  CERT_CHAIN_TOO_LONG: 'The chain of its certificate is too long.',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'Its certificate is self-signed: if it is right, add it to the file that NODE_EXTRA_CA_CERTS names.',
  SELF_SIGNED_CERT_IN_CHAIN: `Its certificate is from an authority that isn’t trusted, perhaps of a proxy that inspects TLS: ${CHAIN}`,
  UNABLE_TO_GET_ISSUER_CERT: `The issuer of its certificate isn’t known: ${CHAIN}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `The issuer of its certificate isn’t known: ${CHAIN}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `The issuer of its certificate isn’t known: ${CHAIN}`,
  INVALID_CA: 'Its certificate is from something that is no authority.',
  INVALID_PURPOSE: 'Its certificate isn’t one for servers.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another host name: is the address right?',
  ENOTFOUND: 'Its host name isn’t in the DNS: is the address right?',
  EAI_AGAIN: 'The DNS doesn’t answer.',
  ECONNREFUSED: 'Nothing listens at its address and port, or a firewall refuses the connection.',
  ECONNRESET: 'The connection is reset: by the provider, a firewall or a proxy.',
  ECONNABORTED: 'The connection is broken off.',
  EPIPE: 'The connection is broken off.',
  ETIMEDOUT: 'There is no connection in time: a firewall may drop it.',
  EHOSTUNREACH: 'There is no route to its host.',
  ENETUNREACH: 'There is no route to its network.',
  EACCES: 'The system doesn’t allow the connection.',
  EMFILE: 'This process has too many open files.',
  EPROTO: 'It doesn’t speak TLS at this port, or none of our versions.',
  PROXY_ENOTFOUND: 'The proxy’s host name isn’t in the DNS: is HTTPS_PROXY right?',
  PROXY_EAI_AGAIN: 'The DNS doesn’t answer for the proxy’s host name.',
  PROXY_ECONNREFUSED: 'Nothing listens at the proxy’s address and port: is HTTPS_PROXY right?',
  PROXY_ECONNRESET: 'The proxy ends the connection without an answer.',
  PROXY_EHOSTUNREACH: 'There is no route to the proxy’s host.',
  PROXY_ENETUNREACH: 'There is no route to the proxy’s network.',
  PROXY_ETIMEDOUT: 'There is no connection to the proxy in time.',
  PROXY_AUTHENTICATION_REQUIRED: 'It wants a name and password, or others than those in HTTPS_PROXY.',
  PROXY_REFUSED:
    'Its rules don’t allow this host; or name the host in NO_PROXY, if it is to be reached directly.',
  PROXY_BAD_GATEWAY: 'From where the proxy is, the provider doesn’t answer.',
  OTHER: 'The connection fails.',
};

/** Why a provider can't be reached, for people. */
export function reasonText(reason: FailureReason): string {
  return TEXTS[reason];
}
