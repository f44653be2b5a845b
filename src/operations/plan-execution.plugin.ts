import type { ApolloServerPlugin, GraphQLResponse } from '@apollo/server';
import { getOperationAST, OperationTypeNode, type GraphQLError, type GraphQLSchema } from 'graphql';
import type { OperationScope } from '../domain/operation/operation-scope.js';
import type { Caller } from '../domain/caller.js';
import { isTurnOver, nextTurnOfSame } from '../domain/operation/turns.js';
import { MAX_ANSWER_BYTES } from '../domain/operation/work-limits.js';
import type { GraphContext } from '../graph/loading/context.js';
import { readRequest } from '../execution/graphql-js.js';
import type { PlanCache } from '../execution/plan-cache.js';
import type { LengthLimit, Turns } from '../execution/run.js';
import type { FormatError } from './format-error.js';
import { writtenData } from './serialized-response.js';

/**
 * Executes queries by a plan, made once for each operation and each outcome of its conditions, and writes their
 * responses directly as JSON, equal to those of graphql-js. graphql-js itself reads variables and arguments, and
 * executes
 * - mutations, unknown operations, and operations whose variables it rejects;
 * - documents that were sent only once, or would take so long to plan that other requests would wait;
 * - documents that contain `__proto__`, for whose variables it creates objects;
 * - again, with the data that the operation has loaded, operations with a null in a non-null position: which fields are
 *   still resolved, and which errors are reported, then depends on its order.
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
          // The plugin `costLimit` reports the problem.
          if (contextValue.scope.work.answerProblem() !== null) return nothing(response.http);
          // Apollo builds a gateway's trace from the callbacks of graphql-js.
          if (metrics.captureTraces === true) return null;
          // Apollo also calls this for an unknown operation, and rejects it later.
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
          const written = await plan?.(request, caller.seesPersonalData, answerLimit(scope), turnsOf(caller));
          if (scope.work.answerProblem() !== null) return nothing(response.http);
          if (written === null) scope.work.recountValues();
          if (!written) return null;
          const data = writtenData(written.data);
          const errors = written.errors.map(format);
          const singleResult = errors.length === 0 ? { data } : { errors, data };
          return { http: response.http, body: { kind: 'single', singleResult } };
        },
      }),
  };
}

/** The maximum length of a response; records in the operation's scope if it is exceeded. */
export function answerLimit(scope: OperationScope): LengthLimit {
  return { bytes: MAX_ANSWER_BYTES, exceeded: () => scope.work.refuseLongAnswer() };
}

/** The turns of the event loop in which a caller's response is written. */
export function turnsOf(caller: Caller): Turns {
  return { isOver: isTurnOver, next: () => nextTurnOfSame(caller) };
}

function nothing(http: GraphQLResponse['http']): GraphQLResponse {
  return { http, body: { kind: 'single', singleResult: { data: null } } };
}
