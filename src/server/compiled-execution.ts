import type { ApolloServerPlugin } from '@apollo/server';
import {
  getOperationAST,
  getVariableValues,
  OperationTypeNode,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import type { GraphContext } from '../graph/context.js';
import { createCompilations } from './compilations.js';
import type { FormatError } from './format-error.js';
import { literalValues } from './plain-operation.js';

/**
 * Executes queries with code compiled once for each operation and each outcome of its conditions, with the
 * answers of graphql-js. graphql-js itself reads variables and literals, so that no text of a request is made
 * code, and executes
 * - mutations, unknown operations, and whatever its own reading of variables or literals refuses;
 * - what came once only, or is too much to be compiled without others' waiting for it;
 * - documents with `__proto__` in them, which code for an object would take for its prototype;
 * - once more, over what the operation has loaded, what came to a null where none may be: which fields are
 *   still resolved then, and which errors are told, depends on its order.
 */
export function compiledExecution(
  schema: GraphQLSchema,
  formatError: FormatError,
): ApolloServerPlugin<GraphContext> {
  const compilations = createCompilations(schema);
  const format = (error: GraphQLError) => formatError(error.toJSON(), error);

  return {
    requestDidStart: () =>
      Promise.resolve({
        async responseForOperation({
          queryHash,
          source,
          document,
          request,
          response,
          metrics,
          contextValue,
        }) {
          // A gateway's trace is written by what Apollo hears from graphql-js.
          if (metrics.captureTraces === true) return null;
          // Apollo gets here with an unknown operation too, and refuses it only afterwards.
          const operation = getOperationAST(document, request.operationName);
          if (operation?.operation !== OperationTypeNode.QUERY) return null;
          if (queryHash === undefined || source.includes('__proto__')) return null;
          const definitions = operation.variableDefinitions ?? [];
          const { coerced } = getVariableValues(schema, definitions, request.variables ?? {}, {
            maxErrors: 1,
          });
          if (coerced === undefined) return null;
          const compilation = compilations.of(queryHash, document, operation, coerced);
          const literals = compilation && literalValues(compilation.literals, coerced);
          if (compilation === null || literals === null) return null;
          const variables = { __proto__: null, ...coerced, ...literals };
          const { data, errors } = await compilation.query(undefined, contextValue, variables);
          if (data === undefined || errors?.some(({ path = [] }) => isBelowNull(data, path))) return null;
          const singleResult = errors === undefined ? { data } : { errors: errors.map(format), data };
          return { http: response.http, body: { kind: 'single', singleResult } };
        },
      }),
  };
}

/** Whether a null stands in the place of something that this path leads through. */
function isBelowNull(data: unknown, path: readonly (string | number)[]): boolean {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return true;
    value = Reflect.get(value, key);
  }
  return false;
}
