import { defineConfig } from '@graphql-hive/gateway';

/** Each caller's own key reaches Switchboard, which knows what that caller may see. */
export const gatewayConfig = defineConfig({
  supergraph: './supergraph.graphql',
  propagateHeaders: {
    fromClientToSubgraphs({ request }) {
      const key = request.headers.get('x-api-key');
      return key === null ? {} : { 'x-api-key': key };
    },
  },
});
