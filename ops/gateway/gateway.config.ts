import type { GatewayConfig } from '@graphql-hive/gateway-runtime';

/** Each caller's own key or token reaches Switchboard, which knows what that caller may see. */
const CREDENTIALS = ['x-api-key', 'authorization'];

export const gatewayConfig = {
  supergraph: './supergraph.graphql',
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) =>
      Object.fromEntries(
        CREDENTIALS.flatMap((name) => {
          const value = request.headers.get(name);
          return value === null ? [] : [[name, value]];
        }),
      ),
  },
} satisfies GatewayConfig;
