import { GraphQLError, type ExecutionResult } from 'graphql';
import { responseExtensions } from './response-extensions.js';
import type { FormatError } from '../format-error.js';
import { responseProblem } from '../limits/response-length.js';
import type { openWork } from '../operation-context.js';

/** The scope of an operation, and what it has received so far. */
export type Work = Pick<ReturnType<typeof openWork>, 'scope' | 'reported' | 'received'>;

/** A result of graphql-js with public errors and extensions, or an error instead if it is too large. */
export function finishedResult(
  { data, errors = [], extensions }: ExecutionResult,
  work: Work,
  formatError: FormatError,
): ExecutionResult {
  const { scope, reported } = work;
  const problem = responseProblem(data, scope);
  if (problem !== null) {
    const { message, code, details } = problem;
    return { data: null, errors: [new GraphQLError(message, { extensions: { code, ...details } })] };
  }
  // Without data, nothing was executed: the request is at fault, but graphql-js' error has no code.
  const publicErrors = [...errors, ...reported].map((error) =>
    publicError(error, formatError, data === undefined ? faultOf(error) : undefined),
  );
  const reports = { ...extensions, ...responseExtensions(work) };
  return {
    ...(publicErrors.length > 0 && { errors: publicErrors }),
    ...(data !== undefined && { data }),
    ...(Object.keys(reports).length > 0 && { extensions: reports }),
  };
}

/**
 * An error as callers may see it, without its original error: servers that mask unexpected errors, such as Yoga, would
 * otherwise mask it. `fault`: the code of an error without one, if the request is at fault.
 */
export function publicError(error: unknown, formatError: FormatError, fault?: string): GraphQLError {
  const located = asGraphqlError(error);
  const original = innermost(located);
  const formatted = original.toJSON();
  const extensions = { ...(fault !== undefined && { code: fault }), ...formatted.extensions };
  const shown = formatError({ ...formatted, extensions }, original);
  const { nodes, source, positions, path } = located;
  const place = {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
  };
  return new GraphQLError(shown.message, { ...place, extensions: shown.extensions ?? null });
}

/** The code of an error that prevents execution: graphql-js locates those of variables. */
function faultOf({ nodes }: GraphQLError): string {
  return nodes === undefined ? 'OPERATION_RESOLUTION_FAILURE' : 'BAD_USER_INPUT';
}

/**
 * The innermost error with the same message. Servers that delegate to the schema wrap its errors with locations and
 * paths of their own. An error with another message isn't unwrapped: it says more, such as the name of a variable.
 */
function innermost(error: GraphQLError): GraphQLError {
  const { originalError, message } = error;
  const isWrapped = originalError instanceof GraphQLError && originalError.message === message;
  return isWrapped ? innermost(originalError) : error;
}

function asGraphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) });
}
