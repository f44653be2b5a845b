import { UpstreamError, type Provider } from '../domain/upstream/upstream-error.js';
import type { HttpResponse } from './http/http-request.js';

/** An UPSTREAM_UNAUTHORIZED: the provider rejects the credentials. */
export function unauthorized(provider: Provider, message: string): UpstreamError {
  return new UpstreamError(provider, 'UPSTREAM_UNAUTHORIZED', message);
}

/** An UPSTREAM_BAD_RESPONSE. */
export function badResponse(provider: Provider, message: string): UpstreamError {
  return new UpstreamError(provider, 'UPSTREAM_BAD_RESPONSE', message);
}

/** Whether a response is neither JSON nor empty: the web page of a server that isn't the provider's API. */
export function isWebPage({ body, isEmpty }: HttpResponse): boolean {
  return body === undefined && !isEmpty;
}

/** The UPSTREAM_BAD_RESPONSE for a web page; its message is for the operator who configured the address. */
export function webPageReceived(provider: Provider, status: number): UpstreamError {
  const message = `The provider’s configured address answers with a web page (status ${status}); check that it is the address of the API.`;
  return badResponse(provider, message);
}

/**
 * The UPSTREAM_BAD_RESPONSE, of this type, for a response whose records are all unreadable: an empty list would be
 * wrong.
 */
export function nothingReadable(provider: Provider, records: number, Type = UpstreamError): UpstreamError {
  const message = `None of the provider’s ${String(records)} records could be read.`;
  return new Type(provider, 'UPSTREAM_BAD_RESPONSE', message);
}
