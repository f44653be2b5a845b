/** What Node and OpenSSL say of a certificate that isn't to be trusted (X509_verify_cert_error_string(3)). */
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

/** What the system says of a connection; EPROTO: TLS can't be spoken, OTHER: anything else. */
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

/** What is wrong on the way to a proxy, or with us in its eyes: no provider can be reached through it. */
const PROXY = [
  'PROXY_ENOTFOUND',
  'PROXY_EAI_AGAIN',
  'PROXY_ECONNREFUSED',
  'PROXY_EHOSTUNREACH',
  'PROXY_ENETUNREACH',
  'PROXY_ETIMEDOUT',
  'PROXY_AUTHENTICATION_REQUIRED',
] as const;

/** What a proxy says of one provider: that we may not reach it, that it can't, or nothing. */
type ThroughProxy = 'PROXY_REFUSED' | 'PROXY_BAD_GATEWAY' | 'PROXY_ECONNRESET';

export type CertificateReason = (typeof CERTIFICATE)[number];

/** Why there was no connection to a provider; a small, fixed set, so that a metric may have it as a label. */
export type FailureReason =
  CertificateReason | (typeof CONNECTION)[number] | (typeof PROXY)[number] | ThroughProxy;

/** The reason that a system's or TLS's error code stands for. */
export function failureReason(code: string): FailureReason {
  const known = [...CERTIFICATE, ...CONNECTION].find((reason) => reason === code);
  return known ?? (code.startsWith('ERR_SSL_') ? 'EPROTO' : 'OTHER');
}

/** Why a proxy made no connection to a provider, by the status of its answer; null if it gave none. */
export function proxyRefusal(status: number | null): FailureReason {
  if (status === null) return 'PROXY_ECONNRESET';
  if (status === 407) return 'PROXY_AUTHENTICATION_REQUIRED';
  return status >= 500 ? 'PROXY_BAD_GATEWAY' : 'PROXY_REFUSED';
}

/** The same reason, of the proxy through which a request went: our connection was the one to it. */
export function proxyReason(reason: FailureReason): FailureReason {
  return PROXY.find((each) => each === `PROXY_${reason}`) ?? reason;
}

/** Whether it is the proxy that fails, for every provider, and not one provider behind it. */
export function isProxyReason(reason: FailureReason | null): boolean {
  return PROXY.some((each) => each === reason);
}

/** Whether someone has to mend a certificate, what is trusted, or what a proxy allows before a connection can succeed. */
export function isLasting(reason: FailureReason | null): boolean {
  if (reason === 'PROXY_AUTHENTICATION_REQUIRED' || reason === 'PROXY_REFUSED') return true;
  return CERTIFICATE.some((each) => each === reason);
}
