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

/** Error codes of the system for a failed connection. EPROTO: the TLS handshake failed. OTHER: anything else. */
const CONNECTION = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EACCES',
  'EMFILE',
  'EPROTO',
  'OTHER',
] as const;

/** The proxy can't be reached or requires authentication: no provider can be reached through it. */
const PROXY = [
  'PROXY_ENOTFOUND',
  'PROXY_EAI_AGAIN',
  'PROXY_ECONNREFUSED',
  'PROXY_EHOSTUNREACH',
  'PROXY_ENETUNREACH',
  'PROXY_ETIMEDOUT',
  'PROXY_AUTHENTICATION_REQUIRED',
] as const;

/** The proxy forbids the connection to one provider, can't establish it, or closed ours without a response. */
type ThroughProxy = 'PROXY_REFUSED' | 'PROXY_BAD_GATEWAY' | 'PROXY_ECONNRESET';

export type CertificateReason = (typeof CERTIFICATE)[number];

/** Why the connection to a provider failed: a small, fixed set, suitable as a metric label. */
export type FailureReason =
  CertificateReason | (typeof CONNECTION)[number] | (typeof PROXY)[number] | ThroughProxy;

/** Maps an error code of the system or of TLS to a reason; `OTHER` if it is unknown. */
export function failureReason(code: string): FailureReason {
  const known = [...CERTIFICATE, ...CONNECTION].find((reason) => reason === code);
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
  return PROXY.find((each) => each === `PROXY_${reason}`) ?? reason;
}

/** Whether the proxy itself fails, which makes every provider behind it unreachable. */
export function isProxyReason(reason: FailureReason | null): boolean {
  return PROXY.some((each) => each === reason);
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
