import type { ExecutionResult } from 'graphql';
import { answerExtensions } from '../operations/answer-extensions.js';
import { answerProblem } from '../operations/limits/answer-length.js';
import type { ServerContext } from '../operations/operation-context.js';
import { asGraphQLError } from './subscription-errors.js';

/** The result of one event, with extensions that describe its data; only an error if the result is too large. */
export function eventResult(
  result: ExecutionResult,
  work: Pick<ServerContext, 'scope' | 'stale' | 'archive'>,
): ExecutionResult {
  const problem = answerProblem(result.data, work.scope);
  if (problem !== null) return { data: null, errors: [asGraphQLError(problem)] };
  const extensions = answerExtensions(work);
  return extensions === null ? result : { ...result, extensions };
}
