import type { ApolloServerPlugin } from '@apollo/server';
import { completeResponse } from './results/response-extensions.js';
import type { CheckCost, CostLimits } from './limits/cost-check.js';
import type { ServerContext } from './operation-context.js';
import { endedOperation, startedOperation } from './operation-outcomes.js';
import type { ManifestCheck } from './trusted-documents/resolve-document.js';

/**
 * Everything that Apollo does in addition for an operation. Rejects one that can cost too much, or whose document isn't
 * trusted, however the request identified it; completes the response, and records it.
 */
export function operationPlugin(
  checkCost: CheckCost,
  checkManifest: ManifestCheck | null,
  limits: CostLimits,
): ApolloServerPlugin<ServerContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ document, operation, operationName, queryHash, request, contextValue }) {
          // Apollo rejects an unknown operation later.
          if (operation !== undefined) {
            const { variables = {} } = request;
            contextValue.request.operation = startedOperation(operationName, operation.operation);
            const { workspaces } = contextValue;
            contextValue.plan.estimate = checkCost({ document, operation, variables, workspaces });
          }
          checkManifest?.(queryHash, operationName);
          return Promise.resolve();
        },
        willSendResponse(response) {
          const { contextValue, metrics } = response;
          const { request } = contextValue;
          completeResponse(response, limits);
          request.apolloResponse = response;
          const { body } = response.response;
          if (request.operation === undefined || body.kind !== 'single') return Promise.resolve();
          // Apollo adds the trace later.
          const trace = metrics.captureTraces === true && { extensions: {} };
          const result = { ...body.singleResult, ...trace };
          request.operation = endedOperation(request.operation, contextValue, result);
          return Promise.resolve();
        },
      }),
  };
}
