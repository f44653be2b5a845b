import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { GraphQLSchema } from 'graphql';

/** A GraphQL service on loopback. */
export interface Service {
  /** The address that accepts POST requests. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a schema on a port; 0 for any free one. */
export async function serveSchema(
  schema: GraphQLSchema,
  port: number,
  plugins: readonly ApolloServerPlugin[] = [],
): Promise<Service> {
  const server = new ApolloServer({
    schema,
    plugins: [ApolloServerPluginInlineTraceDisabled(), ...plugins],
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
  });
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port } });
  return { url, close: () => server.stop() };
}
