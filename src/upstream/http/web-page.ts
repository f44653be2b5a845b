import { UpstreamError, type Provider } from '../../domain/upstream/upstream-error.js';
import type { HttpResponse } from './http-request.js';

/** Whether a response is neither JSON nor empty: the web page of a server that isn't the provider's API. */
export function isWebPage({ body, isEmpty }: HttpResponse): boolean {
  return body === undefined && !isEmpty;
}

/** The UPSTREAM_BAD_RESPONSE for a web page; its message is for the operator who configured the address. */
export function webPageAnswered(provider: Provider, status: number): UpstreamError {
  const message = `The provider’s configured address answers with a web page (status ${status}); check that it is the address of the API.`;
  return new UpstreamError(provider, 'UPSTREAM_BAD_RESPONSE', message);
}
