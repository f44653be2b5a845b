import { type FailureReason, isLasting } from './failure-reason.js';

export type Provider = 'voicenter' | 'ringme' | 'ccrm';

export type UpstreamErrorCode =
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_RATE_LIMITED'
  | 'UPSTREAM_UNAUTHORIZED'
  | 'UPSTREAM_BAD_RESPONSE'
  | 'OUTCOME_UNKNOWN';

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
    /** Why there was no connection; null if there was one, or nobody knows. For operators, not for callers. */
    readonly reason: FailureReason | null = null,
  ) {
    super(message);
  }

  /** Whether the same request may succeed later without anyone mending anything. */
  get retryable(): boolean {
    return passing.has(this.code) && !isLasting(this.reason);
  }
}

/** A change that a provider may or may not have made. It must not be sent again before someone has looked. */
export class OutcomeUnknownError extends UpstreamError {
  constructor(
    provider: Provider,
    /** Whether a look afterwards found the values that were asked for; null where it couldn't be had. */
    readonly applied: boolean | null,
  ) {
    super(provider, 'OUTCOME_UNKNOWN', outcomeMessage(applied));
  }
}

const passing: ReadonlySet<UpstreamErrorCode> = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_RATE_LIMITED',
]);

function outcomeMessage(applied: boolean | null): string {
  if (applied === null) return 'It is not known whether the change was made.';
  return applied
    ? 'The change wasn’t confirmed, but the provider has the values that were asked for.'
    : 'The change wasn’t confirmed, and the provider doesn’t have the values that were asked for.';
}
