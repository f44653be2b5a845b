export type Provider = 'voicenter' | 'ringme' | 'ccrm';

export type UpstreamErrorCode =
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_RATE_LIMITED'
  | 'UPSTREAM_UNAUTHORIZED'
  | 'UPSTREAM_BAD_RESPONSE';

/**
 * A provider's failure, told in words that may be shown to anyone:
 * the message never holds a body, a URL, a credential or personal data.
 */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';

  constructor(
    readonly provider: Provider,
    readonly code: UpstreamErrorCode,
    message: string,
  ) {
    super(message);
  }

  /** Whether the same request may succeed later without anyone mending anything. */
  get retryable(): boolean {
    return this.code !== 'UPSTREAM_UNAUTHORIZED' && this.code !== 'UPSTREAM_BAD_RESPONSE';
  }
}
