import type { FailureReason } from '../domain/upstream/failure-reason.js';
import type { UpstreamError } from '../domain/upstream/upstream-error.js';

const CHAIN = 'add the authority to NODE_EXTRA_CA_CERTS, or configure the server to send its whole chain.';

const TEXTS: { readonly [Each in FailureReason]: string } = {
  CERT_HAS_EXPIRED: 'Its certificate has expired.',
  CERT_NOT_YET_VALID: 'Its certificate isn’t valid yet; check this machine’s clock.',
  CERT_REVOKED: 'Its certificate has been revoked.',
  CERT_UNTRUSTED: 'Its certificate isn’t trusted.',
  CERT_REJECTED: 'Its certificate is rejected.',
  CERT_SIGNATURE_FAILURE: 'The signature of its certificate is invalid.',
  CERT_CHAIN_TOO_LONG: 'The chain of its certificate is too long.',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'Its certificate is self-signed; to trust it, add it to the file that NODE_EXTRA_CA_CERTS names.',
  SELF_SIGNED_CERT_IN_CHAIN: `Its certificate was issued by an untrusted authority, perhaps that of a proxy that inspects TLS: ${CHAIN}`,
  UNABLE_TO_GET_ISSUER_CERT: `The issuer of its certificate is unknown: ${CHAIN}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `The issuer of its certificate is unknown: ${CHAIN}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `The issuer of its certificate is unknown: ${CHAIN}`,
  INVALID_CA: 'The issuer of its certificate isn’t a certificate authority.',
  INVALID_PURPOSE: 'Its certificate isn’t a server certificate.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another host name; check the address.',
  ENOTFOUND: 'Its host name isn’t in the DNS; check the address.',
  EAI_AGAIN: 'The DNS server doesn’t answer.',
  ECONNREFUSED: 'Nothing listens at its address and port, or a firewall refuses the connection.',
  ECONNRESET: 'The connection was reset by the provider, a firewall or a proxy.',
  ECONNABORTED: 'The connection was closed.',
  EPIPE: 'The connection was closed.',
  ETIMEDOUT: 'The connection timed out; a firewall may drop it.',
  EHOSTUNREACH: 'There is no route to its host.',
  ENETUNREACH: 'There is no route to its network.',
  EACCES: 'The operating system doesn’t allow the connection.',
  EMFILE: 'This process has too many open files.',
  EPROTO: 'It doesn’t support TLS on this port, or no version that Node.js supports.',
  PROXY_ENOTFOUND: 'The proxy’s host name isn’t in the DNS; check HTTPS_PROXY.',
  PROXY_EAI_AGAIN: 'The DNS server doesn’t answer for the proxy’s host name.',
  PROXY_ECONNREFUSED: 'Nothing listens at the proxy’s address and port; check HTTPS_PROXY.',
  PROXY_ECONNRESET: 'The proxy closed the connection without answering.',
  PROXY_EHOSTUNREACH: 'There is no route to the proxy’s host.',
  PROXY_ENETUNREACH: 'There is no route to the proxy’s network.',
  PROXY_ETIMEDOUT: 'The connection to the proxy timed out.',
  PROXY_AUTHENTICATION_REQUIRED:
    'The proxy requires a name and password, or different ones from those in HTTPS_PROXY.',
  PROXY_REFUSED:
    'The proxy’s rules don’t allow this host; if the host is reachable directly, add it to NO_PROXY.',
  PROXY_BAD_GATEWAY: 'The provider doesn’t answer the proxy.',
  OTHER: 'The connection failed.',
};

/** A sentence for people on why a provider can't be reached. */
export function reasonText(reason: FailureReason): string {
  return TEXTS[reason];
}

/** Sentences for people on an error and why the connection failed, if it did. */
export function failureText({ message, reason }: UpstreamError): string {
  const sentence = message.endsWith('.') ? message : `${message}.`;
  return reason === null ? sentence : `${sentence} ${reasonText(reason)}`;
}
