import type { IncomingHttpHeaders } from 'node:http';
import {
  RemoteGraphQLDataSource,
  type GraphQLDataSourceProcessOptions,
  type ServiceEndpointDefinition,
} from '@apollo/gateway';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** What `context` of the gateway's server returns: the caller's headers. */
interface Caller {
  readonly headers?: IncomingHttpHeaders;
}

type Refusal = Parameters<RemoteGraphQLDataSource['errorFromResponse']>[0];

/** Forwards the caller's headers to Switchboard, and reports why Switchboard refused a request. */
class SwitchboardDataSource extends RemoteGraphQLDataSource<Caller> {
  /** Browsers must not cache the gateway's responses, whose `Vary` doesn't name the caller's key. */
  override honorSubgraphCacheControlHeader = false;

  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<Caller>): void {
    for (const name of ['x-api-key', 'authorization', 'cache-control']) {
      const value = context.headers?.[name];
      if (typeof value === 'string') request.http?.headers.set(name, value);
    }
  }

  override async errorFromResponse(response: Refusal): Promise<GraphQLError> {
    const body: { readonly errors?: readonly GraphQLFormattedError[] } = Object(
      await this.parseBody(response),
    );
    const { message = `${response.status}: ${response.statusText}`, extensions } = body.errors?.[0] ?? {};
    return new GraphQLError(message, { extensions });
  }
}

/** For `buildService`: only Switchboard receives the caller's headers. */
export function dataSourceOf({ name, url = '' }: ServiceEndpointDefinition): RemoteGraphQLDataSource {
  return name === 'switchboard' ? new SwitchboardDataSource({ url }) : new RemoteGraphQLDataSource({ url });
}
