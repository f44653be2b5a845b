import type { ApolloServerPlugin } from '@apollo/server';
import { buildHTTPExecutor } from '@graphql-tools/executor-http';
import type { AsyncExecutor } from '@graphql-tools/utils';
import { forwardedHeaders, joinAges, type Ages } from '../../ops/gateway/gateway.config.ts';

/**
 * The caller's headers that a request to the gateway passes to Switchboard, and the ages of the data in Switchboard's
 * responses to it.
 */
interface GatewayRequest {
  readonly headers: Readonly<Record<string, string>>;
  ages: Ages;
}

const requests = new WeakMap<object, GatewayRequest>();

/** Passes on `extensions.stale` and `extensions.archive`, which a stitched gateway otherwise drops. */
export const responseAgesPlugin: ApolloServerPlugin = {
  requestDidStart({ request, contextValue }) {
    const received: GatewayRequest = {
      headers: request.http ? forwardedHeaders(request.http.headers) : {},
      ages: {},
    };
    requests.set(contextValue, received);
    return Promise.resolve({
      willSendResponse({ response: { body } }) {
        if (body.kind === 'single' && Object.keys(received.ages).length > 0) {
          body.singleResult.extensions = { ...body.singleResult.extensions, ...received.ages };
        }
        return Promise.resolve();
      },
    });
  },
};

/** Sends requests to Switchboard with the caller's headers; without a caller, as for the schema, with none. */
export function switchboardExecutor(endpoint: string): AsyncExecutor<object> {
  const send = buildHTTPExecutor({ endpoint, headers: (request) => requestOf(request)?.headers ?? {} });
  return async (request) => {
    const result = await send(request);
    if ('extensions' in result) keepAges(requestOf(request), result);
    return result;
  };
}

function requestOf(
  request: { readonly context?: object | undefined } | undefined,
): GatewayRequest | undefined {
  return request?.context && requests.get(request.context);
}

function keepAges(
  received: GatewayRequest | undefined,
  { extensions = {} }: { readonly extensions?: Ages },
): void {
  if (received) received.ages = joinAges(received.ages, extensions);
}
