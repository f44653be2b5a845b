/** Error codes of Node.js and OpenSSL for an untrusted certificate (X509_verify_cert_error_string(3)). */
const CERTIFICATE = [
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_CHAIN_TOO_LONG',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
] as const;

/** Error codes of the system for a host that can't be reached. */
const DOWN = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'] as const;

/** Error codes of the system for another failed connection. EPROTO: the TLS handshake failed. OTHER: anything else. */
const BROKEN = ['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'EACCES', 'EMFILE', 'EPROTO', 'OTHER'] as const;

/** The proxy can't be reached or requires authentication: no provider can be reached through it. */
type Proxy = `PROXY_${(typeof DOWN)[number]}` | 'PROXY_AUTHENTICATION_REQUIRED';

/** The proxy forbids the connection to one provider, can't establish it, or closed ours without a response. */
type ThroughProxy = 'PROXY_REFUSED' | 'PROXY_BAD_GATEWAY' | 'PROXY_ECONNRESET';

export type CertificateReason = (typeof CERTIFICATE)[number];

/** Why the connection to a provider failed: a small, fixed set, suitable as a metric label. */
export type FailureReason =
  CertificateReason | (typeof DOWN)[number] | (typeof BROKEN)[number] | Proxy | ThroughProxy;

/** Maps an error code of the system or of TLS to a reason; `OTHER` if it is unknown. */
export function failureReason(code: string): FailureReason {
  const known = [...CERTIFICATE, ...DOWN, ...BROKEN].find((reason) => reason === code);
  return known ?? (code.startsWith('ERR_SSL_') ? 'EPROTO' : 'OTHER');
}

/** Maps the HTTP status of a proxy's response to a reason; `status` is null if the proxy sent no response. */
export function proxyRefusal(status: number | null): FailureReason {
  if (status === null) return 'PROXY_ECONNRESET';
  if (status === 407) return 'PROXY_AUTHENTICATION_REQUIRED';
  return status >= 500 ? 'PROXY_BAD_GATEWAY' : 'PROXY_REFUSED';
}

/** Maps the reason of a failed connection to that of a failed connection to the proxy, if there is such a reason. */
export function proxyReason(reason: FailureReason): FailureReason {
  const down = DOWN.find((each) => each === reason);
  return down === undefined ? reason : `PROXY_${down}`;
}

/** Whether the proxy itself fails, which makes every provider behind it unreachable. */
export function isProxyReason(reason: FailureReason | null): boolean {
  return reason === 'PROXY_AUTHENTICATION_REQUIRED' || DOWN.some((each) => reason === `PROXY_${each}`);
}

/** Whether connections keep failing until an operator fixes a certificate, the trusted authorities or the proxy's rules. */
export function isLasting(reason: FailureReason | null): boolean {
  if (reason === 'PROXY_AUTHENTICATION_REQUIRED' || reason === 'PROXY_REFUSED') return true;
  return isCertificateReason(reason);
}

/** Whether the peer's certificate isn't trusted. */
export function isCertificateReason(reason: FailureReason | null): reason is CertificateReason {
  return CERTIFICATE.some((each) => each === reason);
}
