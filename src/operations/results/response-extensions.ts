import { responseProblem } from '../limits/response-length.js';
import { costReport, type CostLimits } from '../limits/cost-check.js';
import type { ServerContext } from '../operation-context.js';
import type { ApolloResponse } from '../operation-outcomes.js';
import { upstreamReport } from './upstream-report.js';

type Extensions = Readonly<Record<string, unknown>>;

/**
 * The `extensions` that describe a response's data: `stale`, each stale resource once with its greatest age, and
 * `archive: { asOf }` in RFC 3339, if any data come from the archive. null if neither applies.
 */
export function responseExtensions({
  received: { stale, archivedAt },
}: Pick<ServerContext, 'received'>): Extensions | null {
  if (stale.size === 0 && archivedAt === null) return null;
  return {
    ...(stale.size > 0 && { stale: [...stale.values()] }),
    ...(archivedAt !== null && { archive: { asOf: new Date(archivedAt).toISOString() } }),
  };
}

/**
 * `responseExtensions`, and the reports that the caller requests: `extensions.cost` and `extensions.upstream`. undefined
 * without any.
 */
export function allExtensions(context: ServerContext, limits: CostLimits): Extensions | undefined {
  const all = { ...costReport(context, limits), ...responseExtensions(context), ...upstreamReport(context) };
  return Object.keys(all).length > 0 ? all : undefined;
}

/**
 * Completes Apollo's response. Replaces one that is too large with an error, and adds the errors reported beside the
 * data, and `allExtensions`.
 */
export function completeResponse(
  { contextValue, response: { body } }: ApolloResponse,
  limits: CostLimits,
): void {
  if (body.kind !== 'single') return;
  const problem = responseProblem(body.singleResult, contextValue.scope);
  if (problem !== null) {
    const { message, code, details } = problem;
    body.singleResult = { errors: [{ message, extensions: { code, ...details } }], data: null };
  }
  const { singleResult } = body;
  const errors = contextValue.reported.map((error) => error.toJSON());
  if (errors.length > 0) singleResult.errors = [...(singleResult.errors ?? []), ...errors];
  const added = allExtensions(contextValue, limits);
  if (added !== undefined) singleResult.extensions = { ...singleResult.extensions, ...added };
}
