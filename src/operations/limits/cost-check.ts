import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { LimitSettings } from '../../config/settings.js';
import type { Estimate } from '../../graph/cost/estimate.js';
import { LimitError } from '../../domain/operation/limit-error.js';
import type { CountBytes } from '../document-cache.js';
import type { ServerContext } from '../operation-context.js';
import { costProblem } from './cost-problem.js';
import { createEstimates, type EstimateInput } from './operation-cost.js';

export type CostLimits = Pick<LimitSettings, 'requests' | 'values'>;

/** The header that requests `extensions.cost`; its value doesn't matter. */
export const COST_HEADER = 'x-switchboard-cost';

/**
 * The estimate of an operation that may be executed; null if its variables are invalid and it won't be executed.
 * Throws a GraphQLError (status 400) if the operation can cost more than the limits allow. Sends nothing.
 */
export type CheckCost = (input: EstimateInput) => Estimate | null;

/** `count`: counts the bytes of the estimates that are cached with their documents. */
export function createCostCheck(schema: GraphQLSchema, limits: CostLimits, count?: CountBytes): CheckCost {
  const estimate = createEstimates(schema, count);
  return (input) => {
    try {
      const estimated = estimate(input);
      const problem = estimated && costProblem(estimate, input, estimated, limits);
      if (problem !== null) throw problem;
      return estimated;
    } catch (error) {
      if (!(error instanceof LimitError)) throw error;
      throw new GraphQLError(error.message, { originalError: error, extensions: { http: { status: 400 } } });
    }
  };
}

/** `extensions.cost`, the estimate, if it is requested. */
export function costReport({ plan: { estimate }, request }: ServerContext, { requests, values }: CostLimits) {
  if (estimate === null || request.headers[COST_HEADER] === undefined) return null;
  const limits = { requests, values };
  return { cost: { requests: estimate.requests, values: estimate.values, limits } };
}
