import type { GraphContext } from '../../graph/loading/context.js';
import type { Archives } from '../../graph/cost/field-cost.js';

/** The archives of the workspaces that an operation may see. */
export function archivesOf({ workspaces }: Pick<GraphContext, 'workspaces'>): Archives {
  return (workspace) => workspaces.get(workspace)?.calls?.archived;
}
