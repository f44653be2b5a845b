import { type FailureReason, isLasting } from './failure-reason.js';

/** Every provider. Code that handles each of them iterates over this list. */
export const PROVIDERS = ['voicenter', 'ringme', 'ccrm'] as const;

export type Provider = (typeof PROVIDERS)[number];

/** The result of `create` for each provider. */
export function eachProvider<T>(create: (provider: Provider) => T): Record<Provider, T> {
  return { voicenter: create('voicenter'), ringme: create('ringme'), ccrm: create('ccrm') };
}

export type UpstreamErrorCode =
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_RATE_LIMITED'
  | 'UPSTREAM_UNAUTHORIZED'
  | 'UPSTREAM_BAD_RESPONSE'
  | 'OUTCOME_UNKNOWN';

/**
 * A failure of a provider. The message is safe to show to anyone: it never contains a body, a URL, a credential or
 * personal data.
 */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';

  constructor(
    readonly provider: Provider,
    readonly code: UpstreamErrorCode,
    message: string,
    /** Why the connection failed; null if it didn't, or if the reason is unknown. For operators, not for callers. */
    readonly reason: FailureReason | null = null,
  ) {
    super(message);
  }

  /** Whether the same request may succeed later without an operator's intervention. */
  get retryable(): boolean {
    return passing.has(this.code) && !isLasting(this.reason);
  }
}

/**
 * The UPSTREAM_BAD_RESPONSE if no record of the requested calls can be read. It isn't an outage: the provider
 * responded, and among readable calls such records are skipped.
 */
export class UnreadableCallsError extends UpstreamError {}

/** A change that a provider may or may not have made. Don't send it again before checking. */
export class OutcomeUnknownError extends UpstreamError {
  constructor(
    provider: Provider,
    /** Whether reading the client afterwards found the requested values; null if it couldn't be read. */
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
  if (applied === null) return 'The outcome of the change is unknown.';
  return applied
    ? 'The change wasn’t confirmed, but the provider has the requested values.'
    : 'The change wasn’t confirmed, and the provider doesn’t have the requested values.';
}
