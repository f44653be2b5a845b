import type { ApolloServerPlugin } from '@apollo/server';
import {
  getOperationAST,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { FormatError } from './format-error.js';
import type { ServerContext } from './operation-context.js';

const COMPILED_OPERATIONS = 500;

/** What stands in the cache for an operation that can't be compiled. */
const NOT_COMPILED = Symbol('not compiled');

/**
 * Executes queries with code compiled once for each operation, with the answers of graphql-js.
 * What can't be compiled, mutations, and variables that don't fit their types are left to graphql-js.
 */
export function compiledExecution(
  schema: GraphQLSchema,
  formatError: FormatError,
): ApolloServerPlugin<ServerContext> {
  const operations = new LRUCache<string, CompiledQuery | typeof NOT_COMPILED>({ max: COMPILED_OPERATIONS });

  function compiled(key: string, document: DocumentNode, name: string | null): CompiledQuery | null {
    let operation = operations.get(key);
    if (operation === undefined) {
      const compilation = compileQuery(schema, document, name ?? undefined);
      operation = isCompiledQuery(compilation) ? compilation : NOT_COMPILED;
      operations.set(key, operation);
    }
    return operation === NOT_COMPILED ? null : operation;
  }

  const format = (error: GraphQLError) => formatError(error.toJSON(), error);

  return {
    requestDidStart: () =>
      Promise.resolve({
        async responseForOperation({ queryHash, document, operationName, request, response, contextValue }) {
          // Apollo gets here with an unknown operation too, and refuses it only afterwards.
          const operation = getOperationAST(document, request.operationName);
          if (operation?.operation !== OperationTypeNode.QUERY) return null;
          const query = compiled(`${queryHash} ${operationName ?? ''}`, document, operationName);
          if (query === null) return null;
          const { data, errors } = await query.query(undefined, contextValue, request.variables ?? {});
          if (data === undefined) return null;
          const singleResult = errors === undefined ? { data } : { errors: errors.map(format), data };
          return { http: response.http, body: { kind: 'single', singleResult } };
        },
      }),
  };
}
