import type { WorkspaceSettings } from '../../config/workspace-settings.js';
import { CommandError, EXIT_USAGE } from './command-error.js';

const NO_PROVIDER =
  'No provider is configured: set its variables, such as VOICENTER_CODE, RINGME_URL or CCRM_NAME, or SWITCHBOARD_CONFIG.';

/** The workspace with this id, or all workspaces without one. Throws a CommandError if there is none. */
export function chosenWorkspaces(
  workspaces: readonly WorkspaceSettings[],
  id: string | undefined,
): readonly WorkspaceSettings[] {
  const chosen = workspaces.filter((workspace) => workspace.id === (id ?? workspace.id));
  if (workspaces.length === 0) throw new CommandError(NO_PROVIDER, EXIT_USAGE);
  if (chosen.length === 0) {
    const configured = workspaces.map((workspace) => workspace.id).join(', ');
    throw new CommandError(`No workspace has this id. Configured: ${configured}.`, EXIT_USAGE);
  }
  return chosen;
}
