import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { OperationTypeNode } from 'graphql';
import type { ServerContext } from './operation-context.js';

/** What is known of the operation of a request. */
export interface AnsweredOperation {
  /** null if it has none. */
  readonly operationName: string | null;
  readonly operationType: `${OperationTypeNode}`;
  /** PARTIAL: data and errors; FAILED: no data, or no answer yet. */
  readonly outcome: 'OK' | 'PARTIAL' | 'FAILED';
  /** Whether its answer was kept and is given again. */
  readonly fromMemory: boolean;
  /**
   * Until when its answer may be given again, in milliseconds by the server's clock. null while there is none, and
   * for what may not be given again: mutations, errors, what is stale or about this request alone, and what was
   * made without reading anything that can be told to be fresh.
   */
  readonly freshUntil: number | null;
  /** Whether a mutation changes something of it, so that a copy may be out of date before then. */
  readonly writable: boolean;
}

/** Which operations were asked for and how they ended, whether they were executed or answered from memory. */
export interface OperationOutcomes {
  /** Tells what Apollo executes. Comes before the plugins that may refuse an operation. */
  readonly plugin: ApolloServerPlugin<ServerContext>;
  readonly tell: (request: FastifyRequest, operation: AnsweredOperation) => void;
  /** null if there is no valid operation in the request. */
  readonly of: (request: FastifyRequest) => AnsweredOperation | null;
  /** What Apollo made of a request; null if it wasn't asked. */
  readonly byApollo: (request: FastifyRequest) => ApolloAnswer | null;
}

export type ApolloAnswer = GraphQLRequestContextWillSendResponse<ServerContext>;

export function createOperationOutcomes(): OperationOutcomes {
  const operations = new WeakMap<FastifyRequest, AnsweredOperation>();
  const answers = new WeakMap<FastifyRequest, ApolloAnswer>();
  return {
    plugin: {
      requestDidStart: () =>
        Promise.resolve({
          didResolveOperation({ contextValue, operation, operationName }) {
            // Apollo refuses an unknown operation only afterwards.
            if (operation === undefined) return Promise.resolve();
            operations.set(contextValue.request, {
              operationName,
              operationType: operation.operation,
              outcome: 'FAILED',
              fromMemory: false,
              freshUntil: null,
              writable: false,
            });
            return Promise.resolve();
          },
          willSendResponse(context) {
            answers.set(context.contextValue.request, context);
            return Promise.resolve();
          },
        }),
    },
    tell: (request, operation) => void operations.set(request, operation),
    byApollo: (request) => answers.get(request) ?? null,
    of(request) {
      const operation = operations.get(request) ?? null;
      const answer = answers.get(request);
      if (operation === null || answer === undefined) return operation;
      const { writable } = answer.contextValue.freshness;
      return { ...operation, outcome: outcomeOf(answer), freshUntil: freshUntil(answer), writable };
    },
  };
}

function outcomeOf({ response: { body } }: ApolloAnswer): AnsweredOperation['outcome'] {
  if (body.kind !== 'single' || body.singleResult.errors === undefined) return 'OK';
  return body.singleResult.data ? 'PARTIAL' : 'FAILED';
}

/** To be asked when every plugin has written what it adds to the answer. */
function freshUntil({ operation, request, response, contextValue }: ApolloAnswer): number | null {
  const { freshness } = contextValue;
  if (operation?.operation !== OperationTypeNode.QUERY || freshness.until === Infinity) return null;
  if (response.body.kind !== 'single') return null;
  const { errors, extensions } = response.body.singleResult;
  const asked = Object.keys(request.extensions ?? {}).filter((name) => name !== 'persistedQuery');
  return errors === undefined && extensions === undefined && asked.length === 0 ? freshness.until : null;
}
