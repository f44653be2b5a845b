import type { Logger } from 'pino';

/** Maximum number of workspaces that are logged: callers can make up any number of ids. */
const LOGGED = 20;
/** The form of ids in the settings, with a letter. Anything else was made up, and may be personal data. */
const WORKSPACE_ID = /^(?=.*[a-z])[\w-]{1,64}$/i;

/**
 * Returns a function to call with workspaces that global ids name but the caller doesn't see. It logs each one that
 * isn't configured once, up to 20: ids stored by clients resolve to null if the workspace was renamed or removed.
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
