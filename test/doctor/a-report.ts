import type { UpstreamSettings } from '../../src/config/settings.js';
import type { WorkspaceSettings } from '../../src/config/workspace-settings.js';
import { diagnose, type Report } from '../../src/doctor/doctor.js';
import type { Finding } from '../../src/doctor/finding.js';
import type { Provider } from '../../src/domain/upstream/upstream-error.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { aLogger } from '../support/a-logger.js';

/** Milliseconds since the epoch. The sandbox's responses carry the system's date, so the clock is separate. */
type Clock = () => number;

/** The doctor's report on the sandbox's workspace, with some settings overridden. */
export async function aReport(
  sandbox: Sandbox,
  settings: Partial<WorkspaceSettings> = {},
  now: Clock = Date.now,
  limits: Partial<UpstreamSettings> = {},
): Promise<Report> {
  const workspaces = [{ ...sandboxWorkspace(sandbox), ...settings }];
  // Responses may be slow on a busy machine.
  const upstream = { attemptTimeout: 20, deadline: 60, maxBody: 16_777_216, ...limits };
  return diagnose({ workspaces, upstream, archive: null, cache: { redisUrl: null } }, aLogger().logger, now);
}

/** The finding of a check, for the given provider if there is one for each. */
export function findingOf(report: Report, check: string, provider?: Provider): Finding | undefined {
  const findings = report.workspaces.flatMap((workspace) => workspace.findings);
  return findings.find((each) => each.check === check && (provider ?? each.provider) === each.provider);
}
