import type { Logger } from 'pino';

/** Workspaces that are logged at most: ids come from callers, who may make up any number of them. */
const LOGGED = 20;
/** As the settings write an id, with a letter: anything else was made up, and may be anyone's data. */
const WORKSPACE_ID = /^(?=.*[a-z])[\w-]{1,64}$/i;

/**
 * Is told of workspaces that global ids name and the caller doesn't see. Logs each one that isn't configured, once and
 * 20 at most: ids that others have stored answer null since the workspace was renamed or removed.
 */
export function createMissingWorkspaceLog(
  configured: ReadonlySet<string>,
  logger: Logger,
): (workspace: string) => void {
  const logged = new Set<string>();
  return (workspace) => {
    if (configured.has(workspace) || logged.has(workspace) || logged.size >= LOGGED) return;
    if (!WORKSPACE_ID.test(workspace)) return;
    logged.add(workspace);
    logger.warn({ workspace, configured: [...configured] }, 'an id names a workspace that is not configured');
  };
}
