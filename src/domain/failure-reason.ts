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

export type CertificateReason = (typeof CERTIFICATE)[number];

/** Why there was no connection to a provider; a small, fixed set, so that a metric may have it as a label. */
export type FailureReason = CertificateReason | (typeof CONNECTION)[number];

/** The reason that a system's or TLS's error code stands for. */
export function failureReason(code: string): FailureReason {
  const known = [...CERTIFICATE, ...CONNECTION].find((reason) => reason === code);
  return known ?? (code.startsWith('ERR_SSL_') ? 'EPROTO' : 'OTHER');
}

/** Whether someone has to mend a certificate, or what is trusted, before a connection can succeed. */
export function isCertificateReason(reason: FailureReason | null): boolean {
  return CERTIFICATE.some((each) => each === reason);
}
