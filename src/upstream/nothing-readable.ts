import { UpstreamError, type Provider } from '../domain/upstream/upstream-error.js';

/** What a provider's answer is that has records of which none can be read: an empty list would be a lie. */
export function nothingReadable(provider: Provider, records: number): UpstreamError {
  const message = `None of the provider's ${String(records)} records could be read.`;
  return new UpstreamError(provider, 'UPSTREAM_BAD_RESPONSE', message);
}
