import { UpstreamError, type Provider } from '../domain/upstream/upstream-error.js';

/**
 * The UPSTREAM_BAD_RESPONSE for a response whose records are all unreadable: an empty list would be false.
 */
export function nothingReadable(provider: Provider, records: number): UpstreamError {
  const message = `None of the provider's ${String(records)} records could be read.`;
  return new UpstreamError(provider, 'UPSTREAM_BAD_RESPONSE', message);
}
