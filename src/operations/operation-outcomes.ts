import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { OperationTypeNode } from 'graphql';
import type { ServerContext } from './operation-context.js';

/** The operation of a request, and how it ended. */
export interface OperationOutcome {
  /** null if it has none. */
  readonly operationName: string | null;
  readonly operationType: `${OperationTypeNode}`;
  /** PARTIAL: data and errors; FAILED: errors without data, or no response yet. */
  readonly outcome: 'OK' | 'PARTIAL' | 'FAILED';
  /** Whether its response came from the response cache. */
  readonly fromMemory: boolean;
  /**
   * Until when its response may be sent again, in milliseconds by the server's clock. null if there is no response yet,
   * or if it may not be sent again: after a mutation, with errors, with stale data, with data about this request alone,
   * or if nothing was read whose freshness is known.
   */
  readonly freshUntil: number | null;
  /** Whether mutations can change its data, so that a copy may be out of date before then. */
  readonly writable: boolean;
}

/** The operations of requests, and how they ended, whether they were executed or answered from memory. */
export interface OperationOutcomes {
  /** Records the operations that Apollo executes. Must precede the plugins that may reject one. */
  readonly plugin: ApolloServerPlugin<ServerContext>;
  readonly record: (request: FastifyRequest, operation: OperationOutcome) => void;
  /** null if the request has no valid operation. */
  readonly of: (request: FastifyRequest) => OperationOutcome | null;
  /** Whether Apollo rejected a request because its document isn't valid; false if it only doesn't know the document. */
  readonly isInvalid: (request: FastifyRequest) => boolean;
  /** Apollo's response to a request; null if there is none. */
  readonly byApollo: (request: FastifyRequest) => ApolloResponse | null;
}

const INVALID: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
]);

/** Maximum characters of an operation's name in logs and traces: clients may send names as long as their requests. */
const MAX_NAME = 200;

/** An operation's name for logs and traces: its first 200 characters. */
export function shortName(operationName: string | null): string | null {
  return operationName?.slice(0, MAX_NAME) ?? null;
}

/** The request, its operation and its result as Apollo is about to send it. */
export type ApolloResponse = GraphQLRequestContextWillSendResponse<ServerContext>;

declare module 'fastify' {
  interface FastifyRequest {
    operation?: OperationOutcome;
    apolloResponse?: ApolloResponse;
  }
}

/** Keeps outcomes on their requests, as long as these live. */
export function createOperationOutcomes(): OperationOutcomes {
  return {
    plugin: {
      requestDidStart: () =>
        Promise.resolve({
          didResolveOperation({ contextValue, operation, operationName }) {
            // Apollo rejects an unknown operation later.
            if (operation === undefined) return Promise.resolve();
            contextValue.request.operation = {
              operationName,
              operationType: operation.operation,
              outcome: 'FAILED',
              fromMemory: false,
              freshUntil: null,
              writable: false,
            };
            return Promise.resolve();
          },
          willSendResponse(context) {
            context.contextValue.request.apolloResponse = context;
            return Promise.resolve();
          },
        }),
    },
    record(request, operation) {
      request.operation = operation;
    },
    byApollo: ({ apolloResponse = null }) => apolloResponse,
    isInvalid({ operation, apolloResponse }) {
      const errors = apolloResponse?.errors ?? [];
      return operation === undefined && errors.some(({ extensions }) => INVALID.has(extensions['code']));
    },
    of({ operation = null, apolloResponse: response }) {
      if (operation === null || response === undefined) return operation;
      const { writable } = response.contextValue.freshness;
      return { ...operation, outcome: outcomeOf(response), freshUntil: freshUntil(response), writable };
    },
  };
}

function outcomeOf({ response: { body } }: ApolloResponse): OperationOutcome['outcome'] {
  if (body.kind !== 'single' || body.singleResult.errors === undefined) return 'OK';
  return body.singleResult.data ? 'PARTIAL' : 'FAILED';
}

/** Call it only after every plugin has added its part to the response. */
function freshUntil({ operation, request, response, contextValue }: ApolloResponse): number | null {
  const { freshness } = contextValue;
  if (operation?.operation !== OperationTypeNode.QUERY || freshness.until === Infinity) return null;
  if (response.body.kind !== 'single') return null;
  const { errors, extensions } = response.body.singleResult;
  const requested = Object.keys(request.extensions ?? {}).filter((name) => name !== 'persistedQuery');
  return errors === undefined && extensions === undefined && requested.length === 0 ? freshness.until : null;
}
