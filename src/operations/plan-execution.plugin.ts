import type { ApolloServerPlugin, GraphQLResponse } from '@apollo/server';
import { getOperationAST, OperationTypeNode, type GraphQLError, type GraphQLSchema } from 'graphql';
import type { OperationScope } from '../domain/operation/operation-scope.js';
import { MAX_ANSWER_BYTES } from '../domain/operation/work-limits.js';
import type { GraphContext } from '../graph/loading/context.js';
import { readRequest } from '../execution/graphql-js.js';
import type { PlanCache } from '../execution/plan-cache.js';
import type { LengthLimit } from '../execution/run.js';
import type { FormatError } from './format-error.js';
import { writtenData } from './serialized-response.js';

/**
 * Executes queries by a plan that is made once for each operation and each outcome of its conditions, and writes
 * their answers straight as JSON: those of graphql-js. graphql-js itself reads variables and arguments, and executes
 * - mutations, unknown operations, and whatever its own reading of variables refuses;
 * - what came once only, or is too much to be planned without others' waiting for it;
 * - documents with `__proto__` in them, of whose variables it makes objects;
 * - once more, over what the operation has loaded, what came to a null where none may be: which fields are
 *   still resolved then, and which errors are told, depends on its order.
 */
export function planExecution(
  schema: GraphQLSchema,
  planCache: PlanCache,
  formatError: FormatError,
): ApolloServerPlugin<GraphContext> {
  const format = (error: GraphQLError) => formatError(error.toJSON(), error);

  return {
    requestDidStart: () =>
      Promise.resolve({
        async responseForOperation({
          source,
          document,
          request: { operationName, variables },
          response,
          metrics,
          contextValue,
        }) {
          // The limits' plugin says which problem it is.
          if (contextValue.scope.answerProblem() !== null) return nothing(response.http);
          // A gateway's trace is written by what Apollo hears from graphql-js.
          if (metrics.captureTraces === true) return null;
          // Apollo gets here with an unknown operation too, and refuses it only afterwards.
          const operation = getOperationAST(document, operationName);
          if (operation?.operation !== OperationTypeNode.QUERY) return null;
          if (source.includes('__proto__')) return null;
          const request = readRequest({
            schema,
            document,
            contextValue,
            variableValues: variables,
            operationName,
          });
          if (request === null) return null;
          const plan = planCache.of(document, request);
          const { scope, caller } = contextValue;
          const written = await plan?.(request, caller.seesPersonalData, answerLimit(scope));
          if (scope.answerProblem() !== null) return nothing(response.http);
          if (written === null) scope.recountValues();
          if (!written) return null;
          const data = writtenData(written.data);
          const errors = written.errors.map(format);
          const singleResult = errors.length === 0 ? { data } : { errors, data };
          return { http: response.http, body: { kind: 'single', singleResult } };
        },
      }),
  };
}

/** Notes for this operation that its answer is longer than any may be. */
export function answerLimit(scope: OperationScope): LengthLimit {
  return { bytes: MAX_ANSWER_BYTES, exceeded: () => scope.refuseLongAnswer() };
}

function nothing(http: GraphQLResponse['http']): GraphQLResponse {
  return { http, body: { kind: 'single', singleResult: { data: null } } };
}
