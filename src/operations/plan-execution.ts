import type { GraphQLRequestContextResponseForOperation, GraphQLResponse } from '@apollo/server';
import { getOperationAST, OperationTypeNode, type GraphQLError, type GraphQLSchema } from 'graphql';
import { isTurnOver, nextTurnOfSame } from '../domain/operation/turns.js';
import { MAX_RESPONSE_BYTES } from '../domain/operation/work-limits.js';
import type { GraphContext } from '../graph/loading/context.js';
import { readRequest, type ReadRequest } from '../execution/graphql-js.js';
import type { OperationPlan } from '../execution/operation-plan.js';
import type { PlanCache } from '../execution/plan-cache.js';
import type { FormatError } from './format-error.js';
import { serializedData } from './results/serialized-response.js';

/** The response to an operation that Apollo is about to execute; null if graphql-js must execute it. */
export type ExecuteByPlan = (
  operation: GraphQLRequestContextResponseForOperation<GraphContext>,
) => Promise<GraphQLResponse | null>;

/**
 * Executes queries by a plan, created once for each operation and each outcome of its conditions, and writes their
 * responses directly as JSON, identical to those of graphql-js. graphql-js itself reads variables and arguments, and
 * executes
 * - mutations, unknown operations, and operations whose variables it rejects;
 * - documents that were sent only once, or have too many fields to plan;
 * - documents that contain `__proto__`, for whose variables it creates objects;
 * - again, with the data that the operation has loaded, operations with a null in a non-null position: which fields are
 *   still resolved, and which errors are reported, then depends on its order.
 */
export function createPlanExecution(
  schema: GraphQLSchema,
  planCache: PlanCache,
  formatError: FormatError,
): ExecuteByPlan {
  const format = (error: GraphQLError) => formatError(error.toJSON(), error);

  return async ({
    source,
    document,
    request: { operationName, variables },
    response,
    metrics,
    contextValue,
  }) => {
    // `completeResponse` reports the problem.
    const { work } = contextValue.scope;
    if (work.responseProblem() !== null) return nothing(response.http);
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
    const plan = planCache(document, request);
    if (plan === null) return null;
    const written = await executePlan(plan, request, contextValue);
    if (work.responseProblem() !== null) return nothing(response.http);
    if (written === null) {
      work.recountValues();
      return null;
    }
    const data = serializedData(written.data);
    const errors = written.errors.map(format);
    const singleResult = errors.length === 0 ? { data } : { errors, data };
    return { http: response.http, body: { kind: 'single', singleResult } };
  };
}

/** Executes a plan in the caller's turns of the event loop, up to the maximum length of a response. */
export function executePlan(
  plan: OperationPlan,
  request: ReadRequest,
  { caller, scope }: Pick<GraphContext, 'caller' | 'scope'>,
): ReturnType<OperationPlan> {
  const limit = { bytes: MAX_RESPONSE_BYTES, exceeded: () => scope.work.rejectLongResponse() };
  const turns = { isOver: isTurnOver, next: () => nextTurnOfSame(caller) };
  return plan(request, caller.seesPersonalData, limit, turns);
}

function nothing(http: GraphQLResponse['http']): GraphQLResponse {
  return { http, body: { kind: 'single', singleResult: { data: null } } };
}
