import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../../config/settings.js';
import { diagnose } from '../../doctor/doctor.js';
import { examineId } from '../../doctor/examine-id.js';
import { decodeGlobalId, workspaceOfId } from '../../graph/relay/global-id.js';
import type { Options } from './arguments.js';
import { chosenWorkspaces } from './chosen-workspaces.js';
import type { CommandContext } from './command-context.js';
import { EXIT_FAILURE } from './command-error.js';
import { doctorText } from './doctor-text.js';
import { watchAsJson, watchProviders, WATCH_INTERVAL } from './doctor-watch.js';

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
    await (json ? watchAsJson : watchProviders)({
      diagnose: examined,
      print,
      pause: () => sleep(WATCH_INTERVAL * 1000, true),
      now,
    });
    return 0;
  }
  const report = await examined();
  print(json ? written(report) : doctorText(report));
  return report.problems > 0 ? EXIT_FAILURE : 0;
}

function written(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
