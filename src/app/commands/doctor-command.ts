import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../../config/settings.js';
import { diagnose } from '../../doctor/doctor.js';
import { decodeGlobalId, workspaceOfId } from '../../graph/relay/global-id.js';
import type { Options } from './arguments.js';
import { chosenWorkspaces } from './chosen-workspaces.js';
import type { CommandContext } from './command-context.js';
import { EXIT_FAILURE } from './command-error.js';
import { doctorText } from './doctor-text.js';
import { watchProviders, WATCH_INTERVAL } from './doctor-watch.js';

/** Runs `switchboard doctor`. Resolves to the exit code (see docs/doctor.md); rejects with a CommandError if it can't run. */
export async function runDoctorCommand(
  { workspace, id, json = false, watch = false }: Options,
  { workspaces, sandbox, upstream, archive, cache }: Settings,
  { logger, print, now }: Pick<CommandContext, 'logger' | 'print' | 'now'>,
): Promise<number> {
  if (id !== undefined) {
    const decoded = decodeGlobalId(id);
    const found = examineId(
      decoded && { type: decoded.kind, workspace: workspaceOfId(decoded) },
      workspaces.length === 0 ? sandbox.workspaces : workspaces.map((each) => each.id),
    );
    print(json ? written(found) : `${found.text}\n`);
    return found.configured ? 0 : EXIT_FAILURE;
  }
  const chosen = chosenWorkspaces(workspaces, workspace);
  const examined = () => diagnose({ workspaces: chosen, upstream, archive, cache }, logger);
  if (watch) {
    const pause = () => sleep(WATCH_INTERVAL * 1000, true);
    await watchProviders({ diagnose: examined, print, pause, now }, json);
    return 0;
  }
  const report = await examined();
  print(json ? written(report) : doctorText(report));
  return report.problems > 0 ? EXIT_FAILURE : 0;
}

/**
 * The contents of a decoded global id, null if invalid, as `switchboard doctor --id` prints them: keys are added, never
 * changed. `type`: the entity's type; null if the text isn't an id of this graph. `configured`: whether the workspace is
 * configured; otherwise the id resolves to null. `text`: the same for people. Sends no requests.
 */
function examineId(
  id: { readonly type: string; readonly workspace: string } | null,
  configured: readonly string[],
) {
  if (id === null) {
    return { type: null, workspace: null, configured: false, text: 'This is not an id of this graph.' };
  }
  const { type, workspace } = id;
  const isConfigured = configured.includes(workspace);
  const article = type === 'Extension' ? 'an' : 'a';
  const what = `The id of ${article} ${type} in the workspace ${workspace}`;
  const missing =
    `${what}, which is not configured, so it resolves to null. Configured: ${configured.join(', ')}. ` +
    'Restore the workspace’s id (`workspaces.id` or WORKSPACE_ID), or fetch stored ids again.';
  return {
    type,
    workspace,
    configured: isConfigured,
    text: isConfigured ? `${what}, which is configured.` : missing,
  };
}

function written(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
