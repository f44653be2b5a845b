import type { ApolloServerPlugin } from '@apollo/server';
import { completeResponse } from './results/response-extensions.js';
import type { CheckCost, CostLimits } from './limits/cost-check.js';
import type { ServerContext } from './operation-context.js';
import type { ExecuteByPlan } from './plan-execution.js';
import type { ManifestCheck } from './trusted-documents/resolve-document.js';

export interface OperationPluginOptions {
  readonly checkCost: CheckCost;
  readonly checkManifest: ManifestCheck | null;
  readonly executeByPlan: ExecuteByPlan;
  readonly limits: CostLimits;
}

/**
 * Everything that Apollo does in addition for an operation. Rejects one that can cost too much, or whose document isn't
 * trusted, however the request identified it; executes it by its plan; completes the response, and records it.
 */
export function operationPlugin(options: OperationPluginOptions): ApolloServerPlugin<ServerContext> {
  const { checkCost, checkManifest, executeByPlan, limits } = options;
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ document, operation, operationName, queryHash, request, contextValue }) {
          // Apollo rejects an unknown operation later.
          if (operation !== undefined) {
            const { variables = {} } = request;
            contextValue.request.operation = {
              operationName,
              operationType: operation.operation,
              outcome: 'FAILED',
              fromMemory: false,
              freshUntil: null,
              writable: false,
            };
            const { workspaces } = contextValue;
            contextValue.plan.estimate = checkCost({ document, operation, variables, workspaces });
          }
          checkManifest?.(queryHash, operationName);
          return Promise.resolve();
        },
        responseForOperation: executeByPlan,
        willSendResponse(context) {
          completeResponse(context, limits);
          context.contextValue.request.apolloResponse = context;
          return Promise.resolve();
        },
      }),
  };
}
