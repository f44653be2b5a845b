import type { ExecutionResult } from 'graphql';
import { MAX_ANSWER_BYTES } from '../domain/operation/work-limits.js';
import { answerExtensions } from '../operations/answer-extensions.js';
import { isLongerThan } from '../operations/limits/answer-length.js';
import type { ServerContext } from '../operations/operation-context.js';
import { asGraphQLError } from './subscription-errors.js';

/** The result of one event, with extensions that describe its data; only an error if the result is too large. */
export function eventResult(
  result: ExecutionResult,
  work: Pick<ServerContext, 'scope' | 'stale' | 'archive'>,
): ExecutionResult {
  const { scope } = work;
  if (isLongerThan(result.data, MAX_ANSWER_BYTES)) scope.work.refuseLongAnswer();
  const problem = scope.work.answerProblem();
  if (problem !== null) return { data: null, errors: [asGraphQLError(problem)] };
  const extensions = answerExtensions(work);
  return extensions === null ? result : { ...result, extensions };
}
