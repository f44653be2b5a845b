import type { ApolloServerPlugin } from '@apollo/server';
import { buildHTTPExecutor } from '@graphql-tools/executor-http';
import type { AsyncExecutor } from '@graphql-tools/utils';
import { forwardedHeaders, joinAges, type Ages } from '../../ops/gateway/gateway.config.ts';

/**
 * The caller's headers that a request to the gateway passes to Switchboard, and the ages of the data in Switchboard's
 * responses to it.
 */
interface Asked {
  readonly headers: Readonly<Record<string, string>>;
  ages: Ages;
}

const askedIn = new WeakMap<object, Asked>();

/** Passes on `extensions.stale` and `extensions.archive`, which a stitched gateway otherwise drops. */
export const answerAgesPlugin: ApolloServerPlugin = {
  requestDidStart({ request, contextValue }) {
    const asked: Asked = { headers: request.http ? forwardedHeaders(request.http.headers) : {}, ages: {} };
    askedIn.set(contextValue, asked);
    return Promise.resolve({
      willSendResponse({ response: { body } }) {
        if (body.kind === 'single' && Object.keys(asked.ages).length > 0) {
          body.singleResult.extensions = { ...body.singleResult.extensions, ...asked.ages };
        }
        return Promise.resolve();
      },
    });
  },
};

/** Sends requests to Switchboard with the caller's headers; without a caller, as for the schema, with none. */
export function switchboardExecutor(endpoint: string): AsyncExecutor<object> {
  const send = buildHTTPExecutor({ endpoint, headers: (request) => askedOf(request)?.headers ?? {} });
  return async (request) => {
    const result = await send(request);
    if ('extensions' in result) keepAges(askedOf(request), result);
    return result;
  };
}

function askedOf(request: { readonly context?: object | undefined } | undefined): Asked | undefined {
  return request?.context && askedIn.get(request.context);
}

function keepAges(asked: Asked | undefined, { extensions = {} }: { readonly extensions?: Ages }): void {
  if (asked) asked.ages = joinAges(asked.ages, extensions);
}
