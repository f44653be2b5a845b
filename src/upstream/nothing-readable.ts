import { UnreadableCallsError, UpstreamError, type Provider } from '../domain/upstream/upstream-error.js';

/**
 * The UPSTREAM_BAD_RESPONSE for a response whose records are all unreadable: an empty list would be false.
 */
export function nothingReadable(provider: Provider, records: number): UpstreamError {
  return new UpstreamError(provider, 'UPSTREAM_BAD_RESPONSE', messageOf(records));
}

/** The same for all records of some calls' time. */
export function noCallReadable(provider: Provider, records: number): UnreadableCallsError {
  return new UnreadableCallsError(provider, 'UPSTREAM_BAD_RESPONSE', messageOf(records));
}

function messageOf(records: number): string {
  return `None of the provider's ${String(records)} records could be read.`;
}
